using System.ComponentModel.DataAnnotations;

namespace Tentacle.Contracts;

/// <summary>What a job shall do. Durations are whole seconds.</summary>
// Members with defaults have setters: generated JSON code would overwrite the default of an init-only one that is absent.
public sealed record JobRequest
{
    /// <summary>The script, once per shell; the agent runs the first that it can.</summary>
    public JobScript Script { get; set; } = new();

    /// <summary>A package to deploy, instead of a script.</summary>
    public JobPackage? Package { get; init; }

    /// <summary>A version to go back to, instead of a script.</summary>
    public JobRedeployment? Redeploy { get; init; }

    /// <summary>Arrive in the script exactly as given, spaces and quotes included.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Added to the job's environment; on disk only encrypted, and only until the launch.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Files that are in the working directory before the script starts.</summary>
    public IReadOnlyList<JobFile> Files { get; set; } = [];

    /// <summary>Which jobs it may run beside.</summary>
    public JobIsolation Isolation { get; set; } = new();

    /// <summary>Ends the script this long after its start; 0 means no limit.</summary>
    [Range(0, int.MaxValue)]
    public int TimeoutSeconds { get; init; }

    /// <summary>Ends the job at this time, waiting included; null means no limit.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How long canceled processes have between the polite and the final signal.</summary>
    [Range(0, 3600)]
    public int CancelGraceSeconds { get; set; } = 10;

    /// <summary>Values of 4 characters or more that the log shows as <c>********</c>.</summary>
    public IReadOnlyList<string> SensitiveValues { get; set; } = [];

    /// <summary>The caller's task, shown to others that wait for this job.</summary>
    [StringLength(200)]
    public string? TaskId { get; init; }

    /// <summary>The caller's own notes; kept and shown, never interpreted.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>Exit code 194 (3010 on Windows) means: the machine reboots, run me again afterwards.</summary>
    public bool ResumeAfterReboot { get; init; }
}

/// <summary>One script per shell. At least one must be there, unless the job deploys a package.</summary>
public sealed record JobScript
{
    public string? Bash { get; init; }
    public string? Sh { get; init; }

    /// <summary>Windows PowerShell, else pwsh.</summary>
    public string? Powershell { get; init; }

    public string? Pwsh { get; init; }
    public string? Cmd { get; init; }

    /// <summary>python3, else python.</summary>
    public string? Python { get; init; }

    /// <summary>The scripts that are there, by shell name.</summary>
    public IEnumerable<KeyValuePair<string, string>> ByShell()
    {
        (string Shell, string? Text)[] all =
        [
            (ShellNames.Bash, Bash), (ShellNames.Sh, Sh), (ShellNames.PowerShell, Powershell), (ShellNames.Pwsh, Pwsh), (ShellNames.Cmd, Cmd), (ShellNames.Python, Python),
        ];
        return all.Where(s => s.Text is not null).Select(s => KeyValuePair.Create(s.Shell, s.Text!));
    }
}

/// <summary>Names of shells as they stand in <c>script</c>.</summary>
public static class ShellNames
{
    public const string Bash = "bash";
    public const string Sh = "sh";
    public const string PowerShell = "powershell";
    public const string Pwsh = "pwsh";
    public const string Cmd = "cmd";
    public const string Python = "python";

    /// <summary>What a job shows that deploys a package: the agent's own program.</summary>
    public const string Package = "package";
}

/// <param name="Name">A path below the working directory; <c>/</c> and <c>\</c> both separate.</param>
/// <param name="Content">The bytes, in base64.</param>
public sealed record JobFile(string Name, byte[] Content);

/// <summary>A reader/writer lock by name: <see cref="IsolationLevel.Full"/> runs alone among jobs of the same name.</summary>
public sealed record JobIsolation
{
    public const string DefaultName = "RunningScript";

    /// <summary>Alone, or beside others that are not alone.</summary>
    public IsolationLevel Level { get; set; } = IsolationLevel.Full;

    /// <summary>The lock's name.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string Name { get; set; } = DefaultName;

    /// <summary>How long the job may wait for the lock; 0 means for ever.</summary>
    [Range(0, int.MaxValue)]
    public int TimeoutSeconds { get; init; }
}
