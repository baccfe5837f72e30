using System.Text;
using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Instances;

/// <summary>Finds what a test left running, by an environment variable that everything it started has inherited.</summary>
internal static class LeftoverProcesses
{
    /// <summary>Kills every process with <c>variable=value</c> in its environment until none is left. Linux only: elsewhere there is no such look into others.</summary>
    public static async Task KillAsync(string variable, string value)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await Eventually.TrueAsync(KillOnce, CancellationToken.None, what: $"no process has {variable}={value}");

        bool KillOnce()
        {
            var found = Find(variable, value);
            found.ForEach(RunningProgram.KillById);
            return found.Count == 0;
        }
    }

    public static List<int> Find(string variable, string value)
    {
        var wanted = Encoding.UTF8.GetBytes($"{variable}={value}\0");
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
            .Where(pid => pid != 0 && pid != Environment.ProcessId && Has(pid, wanted))];
    }

    private static bool Has(int pid, byte[] wanted)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ").AsSpan().IndexOf(wanted) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
