
namespace Tentacle.Contracts;

/// <summary>One script per shell. At least one is required, unless the job deploys a package.</summary>
public sealed record JobScript
{
    public string? Bash { get; init; }
    public string? Sh { get; init; }

    /// <summary>Runs in Windows PowerShell, or in pwsh when that is not available.</summary>
    public string? Powershell { get; init; }

    public string? Pwsh { get; init; }
    public string? Cmd { get; init; }

    /// <summary>Runs in python3, or in python when that is not available.</summary>
    public string? Python { get; init; }

    /// <summary>The scripts that are not null, by shell name.</summary>
    public IEnumerable<KeyValuePair<string, string>> ByShell()
    {
        (string Shell, string? Text)[] all =
        [
            (ShellNames.Bash, Bash), (ShellNames.Sh, Sh), (ShellNames.PowerShell, Powershell), (ShellNames.Pwsh, Pwsh), (ShellNames.Cmd, Cmd),
            (ShellNames.Python, Python),
        ];
        return all.Where(s => s.Text is not null).Select(s => KeyValuePair.Create(s.Shell, s.Text!));
    }
}
