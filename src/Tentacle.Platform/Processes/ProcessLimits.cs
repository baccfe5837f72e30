using System.Runtime.InteropServices;

namespace Tentacle.Platform.Processes;

/// <summary>Limits that the operating system sets for this process and its children.</summary>
public static partial class ProcessLimits
{
    /// <summary>The maximum length in bytes of an argument, or of a variable's name and value, including the NUL at its end. MAX_ARG_STRLEN of Linux.</summary>
    public const int MaxStringLength = 128 * 1024;

    private const int FileSizeResource = 1;
    private const int StackResource = 3;
    private const int OpenFilesOnLinux = 7;
    private const int OpenFilesOnMac = 8;
    private const long MinArgumentsSize = MaxStringLength;
    private const long MaxArgumentsSize = 6L << 20;
    private const long ArgumentsOnMac = 1L << 20;

    /// <summary>The maximum file size (<c>ulimit -f</c>) in bytes; <see cref="long.MaxValue"/> when there is no limit.</summary>
    public static long FileSize { get; } = Read(FileSizeResource);

    /// <summary>
    /// The maximum total size in bytes of a program's arguments and environment, counting a NUL and a pointer for each. execve(2) allows a quarter of the stack
    /// limit, but at least 128 KiB and at most 6 MiB. <see cref="long.MaxValue"/> on Windows, which limits each of them separately.
    /// </summary>
    public static long Arguments { get; } =
        OperatingSystem.IsWindows() ? long.MaxValue
        : OperatingSystem.IsMacOS() ? ArgumentsOnMac
        : Math.Clamp(Read(StackResource) / 4, MinArgumentsSize, MaxArgumentsSize);

    /// <summary>The maximum number of open files and connections (<c>ulimit -n</c>); <see cref="long.MaxValue"/> when there is no limit.</summary>
    public static long OpenFiles { get; } = Read(OperatingSystem.IsMacOS() ? OpenFilesOnMac : OpenFilesOnLinux);

    private static long Read(int resource) =>
        !OperatingSystem.IsWindows() && Environment.Is64BitProcess && getrlimit(resource, out var limit) == 0 && limit.Current <= long.MaxValue
            ? (long)limit.Current
            : long.MaxValue;

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Most;
    }
}
