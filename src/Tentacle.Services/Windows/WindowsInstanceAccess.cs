using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Services.Control;

namespace Tentacle.Services.Windows;

/// <summary>Grants the account of a service access to the instance's home, settings and key.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsInstanceAccess
{
    /// <returns>A sentence about the access that was granted.</returns>
    /// <exception cref="ServiceException">The access cannot be granted, or the account does not exist.</exception>
    public static string Grant(Instance instance, string fullName)
    {
        var home = instance.HomeOf(instance.Settings.Load());
        home.Create();
        SecretsKey.LoadOrCreate(instance).Dispose();
        var key = SecretsKeyFile.PathOf(instance);
        var account = new NTAccount(WindowsAccount.DirectoryName(fullName));
        try
        {
            AllowDirectory(home.Directory, account);
            AllowFile(instance.SettingsPath, account);
            AllowFile(key, account);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or IdentityNotMappedException)
        {
            throw new ServiceException(
                $"The account '{fullName}' could not be let at the home directory '{home.Directory}': "
                + $"{e.Message} Run the command in an elevated prompt, or allow it with icacls.",
                e);
        }

        return $"The account '{fullName}' was given full control of the home directory '{home.Directory}', the settings file '{instance.SettingsPath}' and "
            + $"the key '{key}'.";
    }

    private static void AllowDirectory(string path, NTAccount account)
    {
        var directory = new DirectoryInfo(path);
        var security = directory.GetAccessControl();
        security.AddAccessRule(
            new FileSystemAccessRule(
                account,
                FileSystemRights.FullControl,
                InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
                PropagationFlags.None,
                AccessControlType.Allow));
        directory.SetAccessControl(security);
    }

    private static void AllowFile(string path, NTAccount account)
    {
        var file = new FileInfo(path);
        var security = file.GetAccessControl();
        security.AddAccessRule(new FileSystemAccessRule(account, FileSystemRights.FullControl, AccessControlType.Allow));
        file.SetAccessControl(security);
    }
}
