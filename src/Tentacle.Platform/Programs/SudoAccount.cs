using System.Globalization;
using System.Runtime.InteropServices;

namespace Tentacle.Platform.Programs;

/// <summary>
/// The account that called this program through sudo. Its browser is opened instead of root's, and it must be able to read the files that it is given.
/// </summary>
public static partial class SudoAccount
{
    /// <summary>The account's name; null when sudo was not used.</summary>
    public static string? Name =>
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess && Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } name
            && name != "root"
            ? name
            : null;

    /// <summary>Makes that account the owner of an empty directory that this process has just created. Does nothing without sudo.</summary>
    /// <exception cref="IOException">The owner cannot be changed.</exception>
    public static void Give(string directory)
    {
        if (Name is null || !uint.TryParse(Environment.GetEnvironmentVariable("SUDO_UID"), NumberStyles.None, CultureInfo.InvariantCulture, out var user))
        {
            return;
        }

        if (ChangeOwnerOfLink(directory, user, uint.MaxValue) != 0)
        {
            throw new IOException($"'{directory}' could not be given to the account '{Name}' (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwnerOfLink(string path, uint user, uint group);
}
