using System.Globalization;
using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform.Programs;

/// <summary>Whoever called us through sudo: their browser, not root's, is to be opened, and it must be able to read what it is given.</summary>
public static partial class SudoAccount
{
    /// <summary>The account's name; null when nobody used sudo.</summary>
    public static string? Name =>
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess && Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } name && name != "root" ? name : null;

    /// <summary>Gives an empty directory that we have just made to that account. Does nothing without sudo.</summary>
    /// <exception cref="IOException">It cannot be given away.</exception>
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
