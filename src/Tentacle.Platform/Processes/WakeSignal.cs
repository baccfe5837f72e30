using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tentacle.Platform.Processes;

/// <summary>Makes a supervisor check its job's folder immediately instead of within a second.</summary>
public static partial class WakeSignal
{
    // SIGUSR1, which has another number on macOS.
    public static int Number => OperatingSystem.IsMacOS() ? 30 : 10;

    /// <summary>Sends the signal to exactly this process. Another process that reuses the pid does not receive it.</summary>
    public static void Send(ProcessIdentity process)
    {
        // A process that has ended in the meantime does not need the signal.
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

    /// <summary>Creates the event that replaces the signal on Windows for this process.</summary>
    [SupportedOSPlatform("windows")]
    public static EventWaitHandle CreateEvent() => new(initialState: false, EventResetMode.AutoReset, NameOf(ProcessIdentity.Current));

    private static string NameOf(ProcessIdentity process) => $@"Local\tentacle-supervisor-{process.Pid}-{process.StartTime}";

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
