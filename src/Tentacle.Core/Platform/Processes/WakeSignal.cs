using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tentacle.Core.Platform.Processes;

/// <summary>Tells a supervisor to look at its job's folder now instead of within the second.</summary>
public static partial class WakeSignal
{
    // SIGUSR1; numbered differently on macOS.
    public static int Number => OperatingSystem.IsMacOS() ? 30 : 10;

    /// <summary>Sent only to exactly this process: a pid that was reused is left alone.</summary>
    public static void Send(ProcessIdentity process)
    {
        // A process that ended in between needs no waking.
        if (OperatingSystem.IsWindows())
        {
            if (EventWaitHandle.TryOpenExisting(NameOf(process), out var wake))
            {
                wake.Set();
                wake.Dispose();
            }
        }
        else if (process.IsAlive())
        {
            _ = Kill(process.Pid, Number);
        }
    }

    /// <summary>What is set on Windows, where there are no signals, to wake this process.</summary>
    [SupportedOSPlatform("windows")]
    public static EventWaitHandle CreateEvent() => new(initialState: false, EventResetMode.AutoReset, NameOf(ProcessIdentity.Current));

    private static string NameOf(ProcessIdentity process) => $@"Local\tentacle-supervisor-{process.Pid}-{process.StartTime}";

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
