using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Secrets;

/// <summary>
/// The machine that an identity belongs to, so that a copy of a machine does not act as the original. Containers of one image share an id or have
/// none, so the detection is off there.
/// </summary>
public static class MachineIdentity
{
    /// <summary>The environment variable that is set in the original's container images.</summary>
    public const string ContainerVariable = "OCTOPUS_RUNNING_IN_CONTAINER";

    /// <summary>The environment variable that, when true, makes the agent take over the identity of a copied machine and not refuse to start.</summary>
    public const string AcceptVariable = "TENTACLE_ACCEPT_CLONE";

    private const string Purpose = "machine-identity";
    private static readonly string[] UnixFiles = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

    /// <summary>A hash of this machine's id that reveals nothing without the key; null when clones cannot be detected here.</summary>
    public static string? Find(SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsContainer || MachineId() is not { } id ? null : Convert.ToHexString(key.Hash(Purpose, Encoding.UTF8.GetBytes(id)));
    }

    /// <summary>True when the settings were last used on another machine.</summary>
    public static bool IsClone(InstanceSettings settings, string? here)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return here is not null && settings.Octopus.MachineIdentity is { } there && there != here;
    }

    /// <summary>Returns the settings with this machine's identity.</summary>
    public static InstanceSettings Assign(InstanceSettings settings, string? here)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return here is null || settings.Octopus.MachineIdentity == here
            ? settings
            : settings with { Octopus = settings.Octopus with { MachineIdentity = here } };
    }

    private static bool IsContainer => Environment.GetEnvironmentVariable(ContainerVariable) is { Length: > 0 } set
        && !set.Equals("N", StringComparison.OrdinalIgnoreCase)
        && !set.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static string? MachineId() => OperatingSystem.IsWindows() ? MachineGuid() : UnixFiles.Select(Read).FirstOrDefault(id => id is not null);

    private static string? Read(string path)
    {
        try
        {
            // An image contains "uninitialized" until its first start.
            return File.ReadAllText(path).Trim() is { Length: >= 32 } id ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [SupportedOSPlatform("windows")]
    private static string? MachineGuid()
    {
        using var machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
        using var cryptography = machine.OpenSubKey(@"SOFTWARE\Microsoft\Cryptography");
        return cryptography?.GetValue("MachineGuid") as string;
    }
}
