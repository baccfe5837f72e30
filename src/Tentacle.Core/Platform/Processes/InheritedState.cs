using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tentacle.Core.Platform.Processes;

/// <summary>
/// Takes back what a process inherits from the one that started it and cannot work with: blocked signals, an ignored SIGCHLD or SIGTERM, a file size limit
/// that kills, a umask that locks its own files, closed standard descriptors, a working directory that is gone. The first thing that each program does:
/// threads and children take these over from whoever starts them.
/// </summary>
/// <remarks>
/// SIGHUP, SIGINT and SIGQUIT stay ignored where they are: that is how <c>nohup</c> and a shell's <c>&amp;</c> ask for it. What a script gets is not
/// decided here: its process starts with every disposition at its default and no signal blocked (see <see cref="PosixSpawn"/>).
/// </remarks>
public static partial class InheritedState
{
    private const int SigPipe = 13;
    private const int SigTerm = 15;
    private const int SigXfsz = 25;
    private const uint OwnersBits = 0x1c0;

    private static int SigChld => OperatingSystem.IsMacOS() ? 20 : 17;

    /// <summary>False when the directory that this process was started in had been deleted: a relative path then leads nowhere.</summary>
    public static bool HasWorkingDirectory { get; private set; } = true;

    /// <summary>Does it. Nothing on Windows, which has none of this.</summary>
    public static void Reset()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        OpenStandardDescriptors();
        Unblock();

        // A child of a process that ignores SIGCHLD is reaped by the kernel, and nobody learns how it ended.
        StopIgnoring(SigChld);
        StopIgnoring(SigTerm);

        // A write to a pipe without a reader, or beyond 'ulimit -f', is then an error of that write and not our end.
        _ = signal(SigPipe, SignalDisposition.Ignore);
        _ = signal(SigXfsz, SignalDisposition.Ignore);

        // The other bits are the account's wish for what jobs make.
        _ = umask(umask(0) & ~OwnersBits);
        LeaveDeletedDirectory();
    }

    private static void OpenStandardDescriptors()
    {
        const int GetFlags = 1;
        const int ReadWrite = 2;
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            // The lowest that is free is taken: what is closed here would else become some file of ours, and be written to as the console.
            if (fcntl(descriptor, GetFlags) < 0)
            {
                _ = open("/dev/null", ReadWrite);
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static unsafe void Unblock()
    {
        var none = stackalloc byte[PosixSpawn.OpaqueSize];
        _ = sigemptyset(none);
        _ = pthread_sigmask(OperatingSystem.IsMacOS() ? 3 : 2, none, null);
    }

    [UnsupportedOSPlatform("windows")]
    private static unsafe void StopIgnoring(int number)
    {
        // The handler is the first member of struct sigaction in every C library.
        var action = stackalloc byte[PosixSpawn.OpaqueSize];
        if (sigaction(number, null, action) == 0 && *(nint*)action == SignalDisposition.Ignore)
        {
            _ = signal(number, SignalDisposition.Default);
        }
    }

    private static void LeaveDeletedDirectory()
    {
        try
        {
            _ = Environment.CurrentDirectory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The runtime asks for it again and again, for a program's name as for a path, and each time would throw.
            HasWorkingDirectory = false;
            Environment.CurrentDirectory = "/";
        }
    }

    [LibraryImport("libc")]
    private static unsafe partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int pthread_sigmask(int how, byte* signals, byte* old);

    [LibraryImport("libc")]
    private static unsafe partial int sigaction(int number, byte* action, byte* old);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}

/// <summary>The handlers that a signal can have without any code.</summary>
internal static class SignalDisposition
{
    public const nint Default = 0;
    public const nint Ignore = 1;
}
