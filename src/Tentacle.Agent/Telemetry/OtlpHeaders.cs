using Tentacle.Core.Instances.Settings;

namespace Tentacle.Agent.Telemetry;

/// <summary>What collectors that want a key are shown: from the variable that OpenTelemetry has for it, because settings are read by many and jobs do not inherit it.</summary>
internal static class OtlpHeaders
{
    private static readonly Lazy<IReadOnlyList<(string Name, string Value)>> Read = new(() => Parse(Environment.GetEnvironmentVariable(OtlpSettings.HeadersVariable) ?? ""));

    public static IReadOnlyList<(string Name, string Value)> OfThisProcess => Read.Value;

    /// <param name="text">As in W3C baggage: <c>name=value,other=value</c>, with percent-encoded values.</param>
    internal static IReadOnlyList<(string Name, string Value)> Parse(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair is [{ Length: > 0 }, _])
            .Select(pair => (pair[0], Uri.UnescapeDataString(pair[1]))),
    ];
}
