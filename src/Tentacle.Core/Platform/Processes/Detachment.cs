using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tentacle.Core.Platform.Processes;

/// <summary>What a process does to live on when the one that started it is gone.</summary>
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

    /// <summary>A session of its own; the signals that end a service are ignored; orphans of its children become its own; its children inherit no descriptor.</summary>
    public static void Detach()
    {
        // Fails only when it leads a group already, as when started by hand: then there is nothing to leave.
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

    /// <summary>What is started from now on inherits none of our descriptors, also none that whoever started us left open in us.</summary>
    public static void KeepDescriptors()
    {
        if (OperatingSystem.IsLinux())
        {
            // Before Linux 5.11 this call fails; the runtime's own descriptors are not inherited anyway.
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
