using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tentacle.Platform.Processes;

/// <summary>Detaches a process from its parent, so that it continues when the parent ends.</summary>
[UnsupportedOSPlatform("windows")]
public static partial class Detachment
{
    private const int SetChildSubreaper = 36;
    private const int CloseRange = 436;
    private const uint CloseRangeOnExec = 4;
    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigPipe = 13;
    private const int SigTerm = 15;

    /// <summary>
    /// Starts a new session, ignores the signals that end a service, adopts the orphans of its children (Linux), and prevents children from inheriting
    /// descriptors.
    /// </summary>
    public static void Detach()
    {
        // Fails only when the process is already a group leader, for example when it was started by hand. Then there is no session to leave.
        _ = setsid();
        foreach (var number in new[] { SigHup, SigInt, SigTerm, SigPipe })
        {
            _ = signal(number, 1);
        }

        if (OperatingSystem.IsLinux())
        {
            _ = prctl(SetChildSubreaper, 1, 0, 0, 0);
        }

        KeepDescriptors();
    }

    /// <summary>Prevents children that are started later from inheriting descriptors, including those that this process inherited itself.</summary>
    public static void KeepDescriptors()
    {
        if (OperatingSystem.IsLinux())
        {
            // Before Linux 5.11 this call fails. The runtime's own descriptors are never inherited.
            _ = syscall(CloseRange, 3, uint.MaxValue, CloseRangeOnExec);
        }
    }

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, uint first, uint last, uint flags);

    [LibraryImport("libc")]
    private static partial int setsid();

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);
}
