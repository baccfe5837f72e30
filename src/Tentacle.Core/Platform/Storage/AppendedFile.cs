using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Core.Platform.Storage;

/// <summary>Files to which every write goes at their end, whoever else writes to them at the same time.</summary>
public static partial class AppendedFile
{
    private const int NoSuchFile = 2;

    // O_RDWR | O_APPEND | O_CLOEXEC.
    private static int Flags => OperatingSystem.IsMacOS() ? 0x2 | 0x8 | 0x1000000 : 0x2 | 0x400 | 0x80000;

    /// <summary>Opens the file, or makes it. On Windows the caller says where it writes.</summary>
    /// <exception cref="IOException">It cannot be opened or made.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }

        var descriptor = Open(path, Flags);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == NoSuchFile)
        {
            // The runtime's own way to open has no O_APPEND, but it knows how to make a file on every platform.
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
