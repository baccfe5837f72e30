using System.Text;
using Tentacle.Instances;

namespace Tentacle.Services.Control;

/// <summary>The name of an instance's service. The names are those of the original Tentacle, because scripts and administrators search for them.</summary>
public static class ServiceName
{
    private const string Application = "OctopusDeploy Tentacle";

    // NAME_MAX without ".service" and the text that systemd adds to the name.
    private const int MaxUnit = 200;

    /// <summary><c>OctopusDeploy Tentacle</c>, or <c>OctopusDeploy Tentacle: INSTANCE</c>.</summary>
    public static string OnWindows(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return !instance.IsListed || instance.Name.Equals(InstanceName.Default, StringComparison.OrdinalIgnoreCase)
            ? Application
            : $"{Application}: {instance.Name}";
    }

    /// <summary>
    /// The instance's name with dashes instead of spaces, followed by <c>.service</c>. Characters that a unit name cannot contain are escaped as systemd's own
    /// tools do it.
    /// </summary>
    /// <exception cref="ServiceException">The name is too long for a unit.</exception>
    public static string OfUnit(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var name = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(Dashed(instance.IsListed ? instance.Name : Application)))
        {
            _ = IsPlain((char)octet) ? name.Append((char)octet) : name.Append($"\\x{octet:x2}");
        }

        return name.Length <= MaxUnit
            ? $"{name}.service"
            : throw new ServiceException(
                $"The instance's name '{instance.Name}' is too long for the name of a systemd unit. Create the instance under a shorter name.");
    }

    // Like the original Tentacle, which replaces each run of white space by one dash.
    private static string Dashed(string name) =>
        string.Join('-', name.Replace("/", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
