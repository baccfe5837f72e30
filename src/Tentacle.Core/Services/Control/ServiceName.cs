using System.Text;
using Tentacle.Core.Instances;

namespace Tentacle.Core.Services.Control;

/// <summary>What an instance's service is called. The names are the original's: scripts and people look for them.</summary>
public static class ServiceName
{
    private const string Application = "OctopusDeploy Tentacle";

    // NAME_MAX less ".service" and what systemd puts around it.
    private const int LongestUnit = 200;

    /// <summary><c>OctopusDeploy Tentacle</c>, or <c>OctopusDeploy Tentacle: INSTANCE</c>.</summary>
    public static string OnWindows(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return !instance.IsListed || instance.Name.Equals(InstanceName.Default, StringComparison.OrdinalIgnoreCase) ? Application : $"{Application}: {instance.Name}";
    }

    /// <summary>The instance's name, spaces as dashes, with <c>.service</c>. What systemd has no room for in a name is escaped as its own tools do.</summary>
    /// <exception cref="ServiceException">The name is too long for a unit.</exception>
    public static string OfUnit(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var name = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(Dashed(instance.IsListed ? instance.Name : Application)))
        {
            _ = IsPlain((char)octet) ? name.Append((char)octet) : name.Append($"\\x{octet:x2}");
        }

        return name.Length <= LongestUnit
            ? $"{name}.service"
            : throw new ServiceException($"The instance's name '{instance.Name}' is too long for the name of a systemd unit. Create the instance under a shorter name.");
    }

    // The original's way: each run of white space becomes one dash.
    private static string Dashed(string name) => string.Join('-', name.Replace("/", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
