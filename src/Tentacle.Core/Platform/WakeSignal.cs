using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform;

/// <summary>Tells a supervisor to look at its job's folder now instead of within the second.</summary>
public static partial class WakeSignal
{
    // SIGUSR1; numbered differently on macOS.
    public static int Number => OperatingSystem.IsMacOS() ? 30 : 10;

    /// <summary>Sent only to exactly this process: a pid that was reused is left alone.</summary>
    public static void Send(ProcessIdentity process)
    {
        if (!OperatingSystem.IsWindows() && process.IsAlive())
        {
            // A process that ended in between needs no waking.
            _ = Kill(process.Pid, Number);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
