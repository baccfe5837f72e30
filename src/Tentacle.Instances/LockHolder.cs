using System.Globalization;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Processes;

namespace Tentacle.Instances;

/// <summary>A process that holds the lock of a file, as reported by the kernel (<c>/proc/locks</c>). The content of the lock file may be outdated.</summary>
/// <param name="Pid">The id of the process that took the lock.</param>
/// <param name="User">The user id of the account that it runs as.</param>
/// <param name="Program">The program's name, as <c>ps</c> shows it.</param>
public sealed record LockHolder(int Pid, uint User, string Program)
{
    private const string LocksFile = "/proc/locks";

    /// <summary>The visible holders of the lock. Empty when the system does not report them, or the process is in another container.</summary>
    public static IReadOnlyList<LockHolder> Find(string path)
    {
        try
        {
            if (!OperatingSystem.IsLinux() || NumberOf(path) is not { } number)
            {
                return [];
            }

            // 1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF. A waiting lock has "->" after the first column.
            var pids = File.ReadLines(LocksFile)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields is [_, "FLOCK", _, _, _, var file, ..] && file.Split(':') is [_, _, var inode] && inode == number)
                .Select(fields => int.Parse(fields[4], CultureInfo.InvariantCulture))
                .Where(pid => pid > 0)
                .Distinct();
            return [.. pids.Select(Describe).OfType<LockHolder>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return [];
        }
    }

    /// <summary>Describes the holders of the lock, for a message.</summary>
    public static string Describe(string path) => Find(path) is { Count: > 0 } holders
        ? string.Join(" and ", holders)
        : "a process that cannot be known from here";

    public override string ToString() => $"process {Pid} ({Program}, account {AccountEnvironment.NameOf(User)})";

    private static string? NumberOf(string path)
    {
        using var directory = OpenDirectory.Open(RealPath.Resolve(Path.GetDirectoryName(path)!));
        return directory.Find(Path.GetFileName(path))?.Number.ToString(CultureInfo.InvariantCulture);
    }

    private static LockHolder? Describe(int pid)
    {
        try
        {
            using var processes = OpenDirectory.Open("/proc");
            return processes.Find(pid.ToString(CultureInfo.InvariantCulture)) is { } process
                ? new LockHolder(pid, process.User, File.ReadAllText($"/proc/{pid}/comm").Trim())
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process ended in the meantime. The process that inherited the lock is not known.
            return null;
        }
    }
}
