using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform.Processes;

/// <summary>Names one process for good: a pid alone is reused, a pid with its start time and the machine's boot is not.</summary>
/// <param name="StartTime">Linux: clock ticks since boot (field 22 of <c>/proc/PID/stat</c>); elsewhere UTC ticks.</param>
/// <param name="BootId">Changes with every boot of the machine.</param>
public sealed partial record ProcessIdentity(int Pid, long StartTime, string BootId)
{
    private static readonly string CurrentBootId = ReadBootId();

    /// <summary>The process that asks.</summary>
    public static ProcessIdentity Current { get; } =
        new(Environment.ProcessId, StartTimeOf(Environment.ProcessId) ?? 0, CurrentBootId);

    /// <summary>The process that has this pid now; null when none has.</summary>
    public static ProcessIdentity? Find(int pid) => StartTimeOf(pid) is { } start ? new ProcessIdentity(pid, start, CurrentBootId) : null;

    /// <summary>The machine's boot now.</summary>
    public static string Boot => CurrentBootId;

    /// <summary>The process that has this pid now; null when there is none.</summary>
    public static ProcessIdentity? Of(int pid) => StartTimeOf(pid) is { } start ? new ProcessIdentity(pid, start, CurrentBootId) : null;

    /// <summary>True while exactly this process lives. A zombie, which only waits to be reaped, counts as dead.</summary>
    public bool IsAlive() => BootId == CurrentBootId && StartTimeOf(Pid) == StartTime;

    /// <summary>True while it lives and does nothing: somebody stopped it (SIGSTOP), or a debugger has. Only Linux tells.</summary>
    public bool IsStopped() => OperatingSystem.IsLinux() && IsAlive() && ReadStat(Pid) is ["T" or "t", ..];

    /// <summary>SIGKILL, unless the pid belongs to another process by now. On Windows nothing.</summary>
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

    /// <summary>What proc(5) tells of a process from its state on; null when there is no such process.</summary>
    private static string[]? ReadStat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");

            // The program's name stands in brackets and may hold brackets and spaces itself: fields are counted from the last bracket.
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

    // A test cannot restart the machine: in debug builds it may say that it was.
    private static string? Rebooted =>
#if DEBUG
        Environment.GetEnvironmentVariable("TENTACLE_DEBUG_BOOT_ID");
#else
        null;
#endif

    private static string ReadMachinesBootId() =>
        OperatingSystem.IsLinux()
            ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()
            // The wall clock may be set; ten seconds of rounding keep one boot one name. TimeProvider is not at hand in a static fact of the machine.
            : ((Stopwatch.GetTimestamp() / Stopwatch.Frequency) is var up ? (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - up) / 10 : 0).ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
