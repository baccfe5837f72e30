using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tentacle.Platform.Processes;

/// <summary>
/// Resets inherited process state that the programs cannot work with: blocked signals, an ignored SIGCHLD or SIGTERM, a file size limit that kills, a umask
/// that locks the process out of its own files, closed standard descriptors, and a deleted working directory. Each program calls this first, because threads
/// and children inherit the state.
/// </summary>
/// <remarks>
/// SIGHUP, SIGINT and SIGQUIT stay ignored if they were: <c>nohup</c> and a shell's <c>&amp;</c> request it this way. Scripts are not affected, because their
/// process starts with the default action for every signal and no signal blocked (see <see cref="PosixSpawn"/>).
/// </remarks>
public static partial class InheritedState
{
    private const int SigPipe = 13;
    private const int SigTerm = 15;
    private const int SigXfsz = 25;
    private const uint OwnersBits = 0x1c0;

    private static int SigChld => OperatingSystem.IsMacOS() ? 20 : 17;

    /// <summary>False when the working directory was deleted before this process started. Relative paths are then invalid.</summary>
    public static bool HasWorkingDirectory { get; private set; } = true;

    /// <summary>Resets the state. Does nothing on Windows, where none of it exists.</summary>
    public static void Reset()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        OpenStandardDescriptors();
        Unblock();

        // When a process ignores SIGCHLD, the kernel reaps its children, and their exit codes are lost.
        StopIgnoring(SigChld);
        StopIgnoring(SigTerm);

        // A write to a pipe without a reader, or beyond 'ulimit -f', then fails with an error instead of ending the process.
        _ = signal(SigPipe, SignalDisposition.Ignore);
        _ = signal(SigXfsz, SignalDisposition.Ignore);

        // The other bits are kept: they are the account's choice for the files that jobs create.
        _ = umask(umask(0) & ~OwnersBits);
        LeaveDeletedDirectory();
    }

    private static void OpenStandardDescriptors()
    {
        const int GetFlags = 1;
        const int ReadWrite = 2;
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            // A new descriptor gets the lowest free number. If 0 to 2 stayed closed, a later file could get one of these numbers and receive console output.
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
            // The runtime reads the working directory repeatedly, for program names as well as for paths, and each time would throw.
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

/// <summary>The signal dispositions that need no handler.</summary>
internal static class SignalDisposition
{
    public const nint Default = 0;
    public const nint Ignore = 1;
}
