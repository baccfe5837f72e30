using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Tentacle.Platform.Processes;

/// <summary>
/// All processes of one job: the descendants of the supervisor, and the processes that have the job's ticket and home in their environment. A daemon that left
/// its session and parents still inherits these variables. If the job has a control group, its members belong to the tree as well.
/// </summary>
public sealed partial class ProcessTree(string ticket, string home, int? root, string? controlGroup)
{
    private const int Rounds = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly byte[] _ticketVariable = Encoding.UTF8.GetBytes($"TentacleJobTicket={ticket}\0");
    private readonly byte[] _homeVariable = Encoding.UTF8.GetBytes($"TentacleHome={home}\0");

    /// <summary>Kills the remaining processes of a job whose supervisor has ended.</summary>
    public static void EndJob(string ticket, string home, string? controlGroup)
    {
        var tree = new ProcessTree(ticket, home, root: null, controlGroup);
        var started = TimeProvider.System.GetTimestamp();
        while (tree.Signal(EndSignal.Kill) > 0 && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            BlockingPause.Wait(TimeSpan.FromMilliseconds(20));
        }

        tree.Group?.Remove();
    }

    /// <summary>Sends the signal to every process of the job.</summary>
    /// <returns>The number of processes, without zombies.</returns>
    public int Signal(EndSignal signal)
    {
        if (signal == EndSignal.Kill)
        {
            Group?.Kill();
        }

        var members = Members();
        foreach (var pid in members)
        {
            _ = kill(pid, (int)signal);
        }

        return members.Count;
    }

    /// <summary>The pids of the job's running processes, without the supervisor and this process.</summary>
    public IReadOnlyList<int> Members()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var parents = ReadParents();
        var grouped = Group?.Members().ToHashSet() ?? [];
        return [.. parents.Keys.Where(
            pid => pid != Environment.ProcessId && pid != root && (grouped.Contains(pid) || DescendsFromRoot(pid, parents) || CarriesTicket(pid)))];
    }

    /// <summary>Moves the job's processes into its control group. Processes that they start later belong to the group from their start.</summary>
    public void Collect()
    {
        // A process that is forked while its parent is being moved is found in the next round.
        for (var i = 0; i < Rounds && Group is { } group; i++)
        {
            var outside = Members().Except(group.Members()).ToList();
            if (outside.Count == 0)
            {
                return;
            }

            group.Add(outside);
        }
    }

    private ControlGroup? Group => ControlGroup.Find(controlGroup);

    private static Dictionary<int, int> ReadParents()
    {
        var parents = new Dictionary<int, int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ParentOf(pid) is { } parent)
            {
                parents[pid] = parent;
            }
        }

        return parents;
    }

    private static int? ParentOf(int pid)
    {
        try
        {
            // The program's name in parentheses may contain any character, so the fields are counted from the last closing one.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 3);
            return fields[0] is "Z" or "X" ? null : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool DescendsFromRoot(int pid, Dictionary<int, int> parents)
    {
        // The number of steps is limited: the parents are read one after another, so a reused pid can form a cycle.
        for (var steps = 0; root is not null && steps < parents.Count && parents.TryGetValue(pid, out var parent); steps++)
        {
            if (parent == root)
            {
                return true;
            }

            pid = parent;
        }

        return false;
    }

    private bool CarriesTicket(int pid)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{pid}/environ").AsSpan();
            return environment.IndexOf(_ticketVariable) >= 0 && environment.IndexOf(_homeVariable) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
