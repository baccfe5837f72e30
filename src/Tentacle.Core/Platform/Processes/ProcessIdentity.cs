using System.Diagnostics;
using System.Globalization;

namespace Tentacle.Core.Platform.Processes;

/// <summary>Names one process for good: a pid alone is reused, a pid with its start time and the machine's boot is not.</summary>
/// <param name="StartTime">Linux: clock ticks since boot (field 22 of <c>/proc/PID/stat</c>); elsewhere UTC ticks.</param>
/// <param name="BootId">Changes with every boot of the machine.</param>
public sealed record ProcessIdentity(int Pid, long StartTime, string BootId)
{
    private static readonly string CurrentBootId = ReadBootId();

    /// <summary>The process that asks.</summary>
    public static ProcessIdentity Current { get; } =
        new(Environment.ProcessId, StartTimeOf(Environment.ProcessId) ?? 0, CurrentBootId);

    /// <summary>The machine's boot now.</summary>
    public static string Boot => CurrentBootId;

    /// <summary>The process that has this pid now; null when there is none.</summary>
    public static ProcessIdentity? Of(int pid) => StartTimeOf(pid) is { } start ? new ProcessIdentity(pid, start, CurrentBootId) : null;

    /// <summary>True while exactly this process lives. A zombie, which only waits to be reaped, counts as dead.</summary>
    public bool IsAlive() => BootId == CurrentBootId && StartTimeOf(Pid) == StartTime;

    private static long? StartTimeOf(int pid) => OperatingSystem.IsLinux() ? LinuxStartTimeOf(pid) : PortableStartTimeOf(pid);

    private static long? LinuxStartTimeOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");

            // The program's name stands in brackets and may hold brackets and spaces itself: fields are counted from the last bracket.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
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
}
