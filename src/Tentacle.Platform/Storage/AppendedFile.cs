using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Storage;

/// <summary>Opens files in append mode: every write goes to the end of the file, even when other processes write to it at the same time.</summary>
public static partial class AppendedFile
{
    private const int NoSuchFile = 2;

    // O_RDWR | O_APPEND | O_CLOEXEC.
    private static int Flags => OperatingSystem.IsMacOS() ? 0x2 | 0x8 | 0x1000000 : 0x2 | 0x400 | 0x80000;

    /// <summary>
    /// Opens the file and creates it if it is missing. On Windows the handle has no append mode, and the caller passes the offset of each write.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened or created.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }

        var descriptor = Open(path, Flags);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == NoSuchFile)
        {
            // File.OpenHandle cannot set O_APPEND, but it creates a file on every platform.
            File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            descriptor = Open(path, Flags);
        }

        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"'{path}' could not be opened: {Marshal.GetLastPInvokeErrorMessage()} (errno {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
