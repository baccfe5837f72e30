using System.Reflection;
using System.Runtime.InteropServices;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The versions of agent, Manager and operating system, for a support case.</summary>
public static class Versions
{
    private static readonly string Manager = typeof(Versions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    public static IEnumerable<(string Subject, string Version)> Of(InstanceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        yield return ("Agent", snapshot.Agent?.Version ?? "Shown while it runs");
        yield return ("Manager", $"{Manager}, {RuntimeInformation.FrameworkDescription}");
        yield return ("System", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})");
    }
}
