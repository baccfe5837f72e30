using System.Globalization;
using System.Runtime.InteropServices;

namespace Tentacle.Platform.Processes;

/// <summary>
/// A control group (version 2) for one job. Its processes and their descendants stay in it, regardless of their session, parents and environment, and all of
/// them can be killed with one write. Processes are moved in after their start: starting them in the group costs 9 to 22 ms per job (measured).
/// </summary>
public sealed partial class ControlGroup
{
    private const string Prefix = "tentacle-job-";
    private static readonly string[] DelegationMarks = ["user.delegate", "trusted.delegate"];

    private ControlGroup(string path) => Path = path;

    public string Path { get; }

    /// <summary>
    /// Creates a group for a supervisor's job below the group of this process; null when the kernel has no control groups or the account is not allowed to
    /// create one.
    /// </summary>
    public static ControlGroup? TryMake(ProcessIdentity supervisor)
    {
        ArgumentNullException.ThrowIfNull(supervisor);
        return TryMake($"{Prefix}{supervisor.Pid}-{supervisor.StartTime}");
    }

    /// <summary>Removes the empty groups of supervisors that were killed, or that ended while processes of their jobs were still running.</summary>
    public static void RemoveLeftovers()
    {
        try
        {
            foreach (var path in FindOwn() is { } own && IsOurs(own) ? Directory.GetDirectories(own, Prefix + "*") : [])
            {
                // A group with processes cannot be removed.
                if (!IsInUse(System.IO.Path.GetFileName(path)))
                {
                    new ControlGroup(path).Remove();
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // This system has no control groups, or this account is not allowed to use them.
        }
    }

    /// <summary>Opens a group that another process created; null when it no longer exists.</summary>
    /// <param name="path">A path that was read from a file. A path whose name does not have the prefix of job groups is rejected.</param>
    public static ControlGroup? Find(string? path) =>
        path is not null && System.IO.Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal)
            && Directory.Exists(path)
            ? new ControlGroup(path)
            : null;

    /// <summary>Moves processes into the group.</summary>
    public void Add(IEnumerable<int> pids)
    {
        foreach (var pid in pids)
        {
            TryWrite(ProcessesFile, pid.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The pids of the processes in the group, without those in subgroups.</summary>
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

    /// <summary>Sends SIGKILL to all processes in the group and its subgroups.</summary>
    public void Kill() => TryWrite(KillFile, "1");

    /// <summary>Removes the group if it is empty. Otherwise the group and its processes remain.</summary>
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
            // The process or the group is gone or belongs to another account. The caller checks for survivors.
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

            // Before Linux 5.14 a group has no cgroup.kill, so its processes cannot be killed with one write. Such a group is not used.
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

    // A supervisor that has just created its group has no process in it yet.
    private static bool IsInUse(string name) =>
        name[Prefix.Length..].Split('-') is [var pid, var start]
        && int.TryParse(pid, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(start, CultureInfo.InvariantCulture, out var time)
        && new ProcessIdentity(number, time, ProcessIdentity.Boot).IsAlive();

    // With systemd, only the subtrees that it marks as delegated may be changed.
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
