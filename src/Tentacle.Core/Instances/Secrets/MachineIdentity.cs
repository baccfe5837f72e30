using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Core.Instances.Secrets;

/// <summary>
/// Which machine an identity belongs to, so that a copy of a machine does not act as the one that it was copied from. Containers of one image
/// share an id, or have none: there it is off.
/// </summary>
public static class MachineIdentity
{
    /// <summary>Set in the original's container images.</summary>
    public const string ContainerVariable = "OCTOPUS_RUNNING_IN_CONTAINER";

    /// <summary>Set to true, the agent takes over the identity of a copied machine instead of refusing to start.</summary>
    public const string AcceptVariable = "TENTACLE_ACCEPT_CLONE";

    private const string Purpose = "machine-identity";
    private static readonly string[] UnixFiles = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

    /// <summary>A hash of this machine's id that says nothing without the key; null when clones cannot be told apart here.</summary>
    public static string? Find(SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsContainer || MachineId() is not { } id ? null : Convert.ToHexString(key.Hash(Purpose, Encoding.UTF8.GetBytes(id)));
    }

    /// <summary>True when the settings were last used on another machine than this.</summary>
    public static bool IsClone(InstanceSettings settings, string? here)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return here is not null && settings.Octopus.MachineIdentity is { } there && there != here;
    }

    /// <summary>The settings, from now on this machine's.</summary>
    public static InstanceSettings Settle(InstanceSettings settings, string? here)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return here is null || settings.Octopus.MachineIdentity == here
            ? settings
            : settings with { Octopus = settings.Octopus with { MachineIdentity = here } };
    }

    private static bool IsContainer => Environment.GetEnvironmentVariable(ContainerVariable) is { Length: > 0 } set && !set.Equals("N", StringComparison.OrdinalIgnoreCase)
        && !set.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static string? MachineId() => OperatingSystem.IsWindows() ? MachineGuid() : UnixFiles.Select(Read).FirstOrDefault(id => id is not null);

    private static string? Read(string path)
    {
        try
        {
            // "uninitialized" is what an image holds until its first start.
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
