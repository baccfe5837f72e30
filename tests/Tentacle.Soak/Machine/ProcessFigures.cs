using System.Globalization;
using System.Text;

namespace Tentacle.Soak.Machine;

/// <summary>What the system says of a process at one moment.</summary>
/// <param name="At">Since the beginning of the run.</param>
/// <param name="OwnBytes">Memory that belongs to it alone: <c>RssAnon</c>.</param>
internal sealed record ProcessFigures(TimeSpan At, long OwnBytes, int Descriptors, int Threads)
{
    /// <summary>Null when the process has gone.</summary>
    public static ProcessFigures? Of(int pid, TimeSpan at)
    {
        try
        {
            var own = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
            return new ProcessFigures(
                at,
                1024 * long.Parse(own.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture),
                Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length,
                Directory.GetDirectories($"/proc/{pid}/task").Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The short name of a process; empty when it has gone.</summary>
    public static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Pid, state and command line of each, for a message.</summary>
    public static string Describe(IEnumerable<int> pids) => string.Join("; ", pids.Take(10)
        .Select(pid => $"{pid} {Encoding.UTF8.GetString(Read($"/proc/{pid}/cmdline")).Replace('\0', ' ')}"));

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
