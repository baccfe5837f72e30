using Tentacle.Contracts;
using Tentacle.Platform.Programs;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>Queries a shell for its version.</summary>
internal static class ShellVersion
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(5);

    public static async Task<string?> AskAsync(string shell, string path)
    {
        string[]? question = shell switch
        {
            ShellNames.Bash or ShellNames.Pwsh or ShellNames.Python => ["--version"],
            ShellNames.PowerShell => ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", "$PSVersionTable.PSVersion.ToString()"],
            ShellNames.Cmd => ["/d", "/c", "ver"],
            // The common sh does not report its version.
            _ => null,
        };
        var answer = question is null ? null : await CommandOutput.ReadAsync(path, question, MaxDuration);
        return answer?.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0);
    }
}
