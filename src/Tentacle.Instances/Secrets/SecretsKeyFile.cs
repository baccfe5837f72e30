using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Instances.Secrets;

/// <summary>Locates, reads and creates the file of an instance's key. On Windows, DPAPI also wraps its content for this machine.</summary>
public static class SecretsKeyFile
{
    // A key that Windows has wrapped is some hundred bytes long.
    private const int MaxBytes = 16 * 1024;

    /// <summary>The path of the instance's key.</summary>
    public static string PathOf(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.KeyPath;
    }

    internal static string PathOf(string root, string name) => ConfigurationRoots.KeyUnder(root, name);

    /// <summary>
    /// Checks that the key is not lost. A new key could not decrypt the stored secrets, would be in an unexpected place, and would make the next
    /// command report the settings as wrong.
    /// </summary>
    /// <exception cref="SettingsException">The settings hold encrypted secrets, and their key is not visible to this account.</exception>
    internal static void RequireNotLost(Instance instance)
    {
        var path = PathOf(instance);
        if (!File.Exists(path) && File.Exists(instance.SettingsPath) && HoldSecrets(new SettingsStore(instance.SettingsPath, EnvironmentSettings.None).Load()))
        {
            throw new SettingsException(
                $"The instance's key '{path}' cannot be seen by the account '{Environment.UserName}', and without it the certificate in "
                + $"'{instance.SettingsPath}' cannot be decrypted. "
                + "Run the command as the account that made the instance, or restore the key from a backup.");
        }
    }

    private static bool HoldSecrets(InstanceSettings settings) =>
        settings.Tentacle is { Certificate: not null } or { NextCertificate: not null } || settings.Octopus.Proxy.ProxyPassword is not null
            || settings.Octopus.Server.Proxy.ProxyPassword is not null;

    internal static SecretsKey LoadOrCreate(string path) => Open(path, orMake: true);

    /// <exception cref="SettingsException">The key cannot be read, or does not exist.</exception>
    public static SecretsKey Load(string path) => Open(path, orMake: false);

    private static SecretsKey Open(string path, bool orMake)
    {
        try
        {
            if (orMake && !RecordFile.IsThere(path))
            {
                Make(path);
            }

            var key = Unwrap(Read(path));
            try
            {
                return key.Length == SecretsKey.Length
                    ? new SecretsKey(key)
                    : throw new SettingsException(
                        $"The instance's key '{path}' has {key.Length} bytes instead of {SecretsKey.Length}. Restore it from a backup; "
                        + "without it the certificate and stored passwords are lost and must be made again.");
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SettingsException(
                $"The instance's key '{path}' cannot be opened by the account '{Environment.UserName}'. "
                + $"Run the command as the account that owns the file, or as {Administrator}; or give the file to this account.", e);
        }
        catch (CryptographicException e)
        {
            throw new SettingsException(
                $"The instance's key '{path}' was made on another machine or is damaged: {e.Message} Delete it and run 'tentacle new-certificate'.",
                e);
        }
        catch (IOException e)
        {
            throw SettingsException.From("Opening the instance's key", path, e);
        }
    }

    private static byte[] Read(string path) => RecordFile.Read(path, MaxBytes, followLink: true) switch
    {
        RecordContent.Whole(var bytes) => bytes,
        RecordContent.Unreadable(_, StorageError.AccessDenied) => throw new UnauthorizedAccessException(),
        RecordContent.Unreadable(var reason, _) => throw new SettingsException(
            $"The instance's key '{path}' cannot be read: {reason}. Restore it from a backup."),
        _ => throw new FileNotFoundException("it is not there.", path),
    };

    private static string Administrator => OperatingSystem.IsWindows() ? "an administrator" : "root";

    private static void Make(string path)
    {
        SharedDirectory.Create(Path.GetDirectoryName(Path.GetDirectoryName(path)!)!);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            SharedDirectory.Create(Path.GetDirectoryName(path)!, SharedDirectory.PassThrough);
            OwnedFile.TakeOwnerOfParent(Path.GetDirectoryName(path)!);
        }

        // A second key would make the secrets of the first one unreadable.
        using var turn = ExclusiveTurn.Take(path);
        if (File.Exists(path))
        {
            return;
        }

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var key = RandomNumberGenerator.GetBytes(SecretsKey.Length);
        try
        {
            AtomicFile.WriteNew(temporary, Wrap(key));
            if (OperatingSystem.IsWindows())
            {
                CloseToOthers(temporary);
            }

            // Root may create the key in another account's directory, and that account must be able to read it.
            OwnedFile.TakeOwnerOfParent(temporary);
            File.Move(temporary, path);
            AtomicFile.FlushDirectory(Path.GetDirectoryName(path)!);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            File.Delete(temporary);
        }
    }

    private static byte[] Wrap(byte[] key) => OperatingSystem.IsWindows() ? ProtectedData.Protect(key, null, DataProtectionScope.LocalMachine) : [.. key];

    private static byte[] Unwrap(byte[] content) =>
        OperatingSystem.IsWindows() ? ProtectedData.Unprotect(content, null, DataProtectionScope.LocalMachine) : content;

    // Every user can read ProgramData, and any user of the machine can unwrap data that was wrapped for LocalMachine.
    [SupportedOSPlatform("windows")]
    private static void CloseToOthers(string path)
    {
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var who in new[] { WellKnownSidType.LocalSystemSid, WellKnownSidType.BuiltinAdministratorsSid })
        {
            security.AddAccessRule(new FileSystemAccessRule(new SecurityIdentifier(who, null), FileSystemRights.FullControl, AccessControlType.Allow));
        }

        using var me = WindowsIdentity.GetCurrent();
        security.AddAccessRule(new FileSystemAccessRule(me.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        new FileInfo(path).SetAccessControl(security);
    }
}
