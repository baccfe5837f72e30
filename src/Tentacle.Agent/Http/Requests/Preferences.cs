using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tentacle.Contracts;

namespace Tentacle.Agent.Http.Requests;

/// <summary>The preference <c>Prefer: wait=N</c> (RFC 7240). Preferences that are not understood are ignored, as the RFC requires.</summary>
internal static class Preferences
{
    private const int MaxWait = 300;

    /// <summary>The requested wait, limited to 300 s. Null when the caller did not request one.</summary>
    public static TimeSpan? Wait(HttpRequest request)
    {
        foreach (var header in request.Headers[ApiHeaders.Prefer])
        {
            foreach (var preference in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                var (name, value) = Split(preference);
                if (name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                    && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
                {
                    return TimeSpan.FromSeconds(Math.Min(seconds, MaxWait));
                }
            }
        }

        return null;
    }

    /// <summary>Sets the response header with the applied wait.</summary>
    public static void Applied(HttpResponse response, TimeSpan wait)
    {
        response.Headers[ApiHeaders.PreferenceApplied] = $"wait={wait.TotalSeconds:0}";
        response.Headers.Append("Vary", ApiHeaders.Prefer);
    }

    private static (string Name, string Value) Split(string preference)
    {
        var parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
        return (parts[0], parts.Length == 2 ? parts[1].Trim('"') : "");
    }
}
