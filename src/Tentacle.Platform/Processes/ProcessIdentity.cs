using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tentacle.Platform.Processes;

/// <summary>Identifies one process permanently. A pid alone is reused; a pid with its start time and the machine's boot id is unique.</summary>
/// <param name="StartTime">Linux: clock ticks since boot (field 22 of <c>/proc/PID/stat</c>); elsewhere UTC ticks.</param>
/// <param name="BootId">Changes with every boot of the machine.</param>
public sealed partial record ProcessIdentity(int Pid, long StartTime, string BootId)
{
    private static readonly string CurrentBootId = ReadBootId();

    /// <summary>The identity of this process.</summary>
    public static ProcessIdentity Current { get; } =
        new(Environment.ProcessId, StartTimeOf(Environment.ProcessId) ?? 0, CurrentBootId);

    /// <summary>The process that currently has this pid; null when there is none.</summary>
    public static ProcessIdentity? Find(int pid) => StartTimeOf(pid) is { } start ? new ProcessIdentity(pid, start, CurrentBootId) : null;

    /// <summary>The id of the machine's current boot.</summary>
    public static string Boot => CurrentBootId;

    /// <summary>True while this process is running. A zombie counts as ended.</summary>
    public bool IsAlive() => BootId == CurrentBootId && StartTimeOf(Pid) == StartTime;

    /// <summary>True while the process is stopped by SIGSTOP or a debugger. Always false on systems other than Linux.</summary>
    public bool IsStopped() => OperatingSystem.IsLinux() && IsAlive() && ReadStat(Pid) is ["T" or "t", ..];

    /// <summary>Sends SIGKILL, unless the pid belongs to another process by now. Does nothing on Windows.</summary>
    public void Kill()
    {
        if (!OperatingSystem.IsWindows() && IsAlive())
        {
            _ = kill(Pid, (int)EndSignal.Kill);
        }
    }

    private static long? StartTimeOf(int pid) => OperatingSystem.IsLinux() ? LinuxStartTimeOf(pid) : PortableStartTimeOf(pid);

    private static long? LinuxStartTimeOf(int pid) =>
        ReadStat(pid) is not { } fields || fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);

    /// <summary>The fields of <c>/proc/PID/stat</c> (proc(5)) from the state on; null when there is no such process.</summary>
    private static string[]? ReadStat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");

            // The program's name is in parentheses and may contain parentheses and spaces, so the fields are counted from the last closing one.
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? PortableStartTimeOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string ReadBootId() => Rebooted ?? ReadMachinesBootId();

    // A test cannot restart the machine. Debug builds let a variable simulate it.
    private static string? Rebooted =>
#if DEBUG
        Environment.GetEnvironmentVariable("TENTACLE_DEBUG_BOOT_ID");
#else
        null;
#endif

    private static string ReadMachinesBootId() =>
        OperatingSystem.IsLinux()
            ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()
            // The wall clock may be adjusted, so the boot time is rounded to ten seconds to keep the id constant during one boot. No TimeProvider can be
            // injected into a static property.
            : ((Stopwatch.GetTimestamp() / Stopwatch.Frequency) is var up ? (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - up) / 10 : 0)
                .ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
