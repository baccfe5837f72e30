using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Tentacle.Core.Platform.Processes;

/// <summary>How processes are asked to end, and made to.</summary>
public enum EndSignal
{
    /// <summary>SIGTERM: they may clean up.</summary>
    Terminate = 15,

    /// <summary>SIGKILL.</summary>
    Kill = 9,
}

/// <summary>
/// All processes of one job: what descends from the supervisor, and what carries the job's ticket and home in its environment: a daemon that left
/// session and parents still inherited those. Where the job has a control group, also what is in that.
/// </summary>
public sealed partial class ProcessTree(string ticket, string home, int? root, string? controlGroup)
{
    private const int Rounds = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly byte[] _ticketVariable = Encoding.UTF8.GetBytes($"TentacleJobTicket={ticket}\0");
    private readonly byte[] _homeVariable = Encoding.UTF8.GetBytes($"TentacleHome={home}\0");

    /// <summary>Kills what is left of a job whose supervisor is gone.</summary>
    public static void EndJob(string ticket, string home, string? controlGroup)
    {
        var tree = new ProcessTree(ticket, home, root: null, controlGroup);
        var started = TimeProvider.System.GetTimestamp();
        using var never = new ManualResetEventSlim();
        while (tree.Signal(EndSignal.Kill) > 0 && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            never.Wait(TimeSpan.FromMilliseconds(20));
        }

        tree.Group?.Remove();
    }

    /// <summary>Sends the signal to every process of the job.</summary>
    /// <returns>How many there are; those that only wait to be reaped do not count.</returns>
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

    /// <summary>The pids of the job's living processes, the supervisor's and our own left out.</summary>
    public IReadOnlyList<int> Members()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var parents = ReadParents();
        var grouped = Group?.Members().ToHashSet() ?? [];
        return [.. parents.Keys.Where(pid => pid != Environment.ProcessId && pid != root && (grouped.Contains(pid) || DescendsFromRoot(pid, parents) || CarriesTicket(pid)))];
    }

    /// <summary>Moves the job's processes into its group; what they start from then on is in it from its first moment.</summary>
    public void Gather()
    {
        // One that was forked while its parent was being moved is found the next time.
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
            // The name in brackets may hold anything: what counts stands behind the last bracket.
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
        // Bounded: what was read one after the other may, with a pid used again, go in a circle.
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
