using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>A look at the machine's processes from outside, and the means to hurt them.</summary>
internal static partial class Processes
{
    private const int SigKill = 9;

    /// <summary>A number of seconds that no other sleep on the machine has: processes are told apart by it.</summary>
    public static string UniqueSeconds() => string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.Next(10_000, 99_999)}.{Random.Shared.Next(100_000, 999_999)}");

    /// <summary>Pids of living processes whose command line holds the text.</summary>
    public static IReadOnlyList<int> With(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
            .Where(pid => pid != 0 && pid != Environment.ProcessId && Read(pid, "cmdline").AsSpan().IndexOf(wanted) >= 0 && IsAlive(pid))];
    }

    /// <summary>False when there is none, or only its remains wait to be reaped.</summary>
    public static bool IsAlive(int pid) => Encoding.UTF8.GetString(Read(pid, "stat")) is { Length: > 0 } stat && stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');

    public static void Kill(int pid) => _ = SendSignal(pid, SigKill);

    public static Task AllEndAsync(string text, CancellationToken cancellationToken) =>
        Eventually.TrueAsync(() => With(text).Count == 0, cancellationToken, what: $"no process with '{text}' is left");

    /// <summary>A line of <c>/proc/PID/status</c> in bytes.</summary>
    public static long Memory(int pid, string name) =>
        1024 * long.Parse(File.ReadLines($"/proc/{pid}/status").Single(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);

    public static int Threads(int pid) => Directory.GetDirectories($"/proc/{pid}/task").Length;

    /// <summary>Children of a process that ended and were not reaped.</summary>
    public static IReadOnlyList<int> ZombiesOf(int parent) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
            .Where(pid => pid != 0 && Encoding.UTF8.GetString(Read(pid, "stat")) is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..].StartsWith($"Z {parent} ", StringComparison.Ordinal))];

    /// <summary>How many TCP connections to a local port the listening side holds established.</summary>
    public static int ConnectionsTo(int port) =>
        File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(f => f[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal) && f[3] == "01");

    private static byte[] Read(int pid, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
