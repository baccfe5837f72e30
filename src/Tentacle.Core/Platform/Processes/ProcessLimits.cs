using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform.Processes;

/// <summary>Limits that the operating system sets to this process and what it starts.</summary>
public static partial class ProcessLimits
{
    /// <summary>The longest argument, or name and value of an environment variable, with the NUL at its end, in bytes: MAX_ARG_STRLEN of Linux.</summary>
    public const int LongestString = 128 * 1024;

    private const int FileSizeResource = 1;
    private const int StackResource = 3;
    private const int OpenFilesOnLinux = 7;
    private const int OpenFilesOnMac = 8;
    private const long SmallestArguments = LongestString;
    private const long LargestArguments = 6L << 20;
    private const long ArgumentsOnMac = 1L << 20;

    /// <summary>How large a file may become (<c>ulimit -f</c>), in bytes; <see cref="long.MaxValue"/> where there is no limit.</summary>
    public static long FileSize { get; } = Read(FileSizeResource);

    /// <summary>
    /// What arguments and environment of a new program may have together, in bytes, a NUL and a pointer for each counted: execve(2) allows a quarter of the
    /// limit on the stack, no less than 128 KiB and no more than 6 MiB. <see cref="long.MaxValue"/> on Windows, which limits each alone.
    /// </summary>
    public static long Arguments { get; } =
        OperatingSystem.IsWindows() ? long.MaxValue
        : OperatingSystem.IsMacOS() ? ArgumentsOnMac
        : Math.Clamp(Read(StackResource) / 4, SmallestArguments, LargestArguments);

    /// <summary>How many files and connections may be open (<c>ulimit -n</c>); <see cref="long.MaxValue"/> where there is no limit.</summary>
    public static long OpenFiles { get; } = Read(OperatingSystem.IsMacOS() ? OpenFilesOnMac : OpenFilesOnLinux);

    private static long Read(int resource) =>
        !OperatingSystem.IsWindows() && Environment.Is64BitProcess && getrlimit(resource, out var limit) == 0 && limit.Current <= long.MaxValue ? (long)limit.Current : long.MaxValue;

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Most;
    }
}
