using System.Globalization;
using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform.Processes;

/// <summary>
/// A control group (version 2) for one job: what is in it stays in it, and so does what that starts, whatever it does to its session, its parents and
/// its environment; all of it is killed at once. Processes are moved in after their start: to be born in a group costs a job 9 to 22 ms (measured).
/// </summary>
public sealed partial class ControlGroup
{
    private const string Prefix = "tentacle-job-";
    private static readonly string[] DelegationMarks = ["user.delegate", "trusted.delegate"];

    private ControlGroup(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes one for a supervisor's job, below our own; null where the kernel has none or we may not.</summary>
    public static ControlGroup? TryMake(ProcessIdentity supervisor)
    {
        ArgumentNullException.ThrowIfNull(supervisor);
        return TryMake($"{Prefix}{supervisor.Pid}-{supervisor.StartTime}");
    }

    /// <summary>Removes the empty groups that supervisors left because something of their jobs was still running, or because they were killed.</summary>
    public static void RemoveLeftovers()
    {
        try
        {
            foreach (var path in FindOwn() is { } own && IsOurs(own) ? Directory.GetDirectories(own, Prefix + "*") : [])
            {
                // One that is not empty cannot be removed.
                if (!IsInUse(System.IO.Path.GetFileName(path)))
                {
                    new ControlGroup(path).Remove();
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No control groups here, or not ours.
        }
    }

    /// <summary>One that was made by somebody else; null when it is gone.</summary>
    /// <param name="path">From a file: whatever else it may be by now is not taken for a group of ours.</param>
    public static ControlGroup? Find(string? path) =>
        path is not null && System.IO.Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal) && Directory.Exists(path)
            ? new ControlGroup(path)
            : null;

    /// <summary>Moves processes in.</summary>
    public void Add(IEnumerable<int> pids)
    {
        foreach (var pid in pids)
        {
            TryWrite(ProcessesFile, pid.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The pids in it, groups below it not counted.</summary>
    public IReadOnlyList<int> Members()
    {
        try
        {
            return [.. File.ReadLines(ProcessesFile).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>SIGKILL to everything in it and below it.</summary>
    public void Kill() => TryWrite(KillFile, "1");

    /// <summary>Removes it when it is empty. One that is not stays, and its processes with it.</summary>
    public void Remove() => _ = rmdir(Path);

    private string KillFile => System.IO.Path.Combine(Path, "cgroup.kill");

    private string ProcessesFile => System.IO.Path.Combine(Path, "cgroup.procs");

    private static void TryWrite(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process or the group is gone, or no longer ours: who asked looks for survivors.
        }
    }

    private static ControlGroup? TryMake(string name)
    {
        try
        {
            if (FindOwn() is not { } own || !IsOurs(own))
            {
                return null;
            }

            var group = new ControlGroup(System.IO.Path.Combine(own, name));
            Directory.CreateDirectory(group.Path);
            if (File.Exists(group.KillFile))
            {
                return group;
            }

            // Before Linux 5.14 a group cannot be killed at once: then it is of no use to us.
            group.Remove();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FindOwn()
    {
        // mountinfo: id parent major:minor root mount-point options... - type source options.
        var mount = File.ReadLines("/proc/self/mountinfo").FirstOrDefault(l => l.Contains(" - cgroup2 ", StringComparison.Ordinal))?.Split(' ')[4];
        var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal))?[3..];
        return mount is null || own is null ? null : System.IO.Path.Join(mount, own).TrimEnd('/');
    }

    // A supervisor that has just made its group has nothing in it yet.
    private static bool IsInUse(string name) =>
        name[Prefix.Length..].Split('-') is [var pid, var start]
        && int.TryParse(pid, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(start, CultureInfo.InvariantCulture, out var time)
        && new ProcessIdentity(number, time, ProcessIdentity.Boot).IsAlive();

    // Where systemd runs, the tree is its own, but for what it marks as handed over.
    private static bool IsOurs(string own)
    {
        if (!Directory.Exists("/run/systemd/system"))
        {
            return true;
        }

        Span<byte> value = stackalloc byte[8];
        foreach (var mark in DelegationMarks)
        {
            if (getxattr(own, mark, value, (nuint)value.Length) == 1 && value[0] == (byte)'1')
            {
                return true;
            }
        }

        return false;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getxattr(string path, string name, Span<byte> value, nuint size);
}
