using System.ComponentModel.DataAnnotations;

namespace Tentacle.Contracts;

/// <summary>The definition of a job. Durations are whole seconds.</summary>
// Members with defaults have setters, because the generated JSON code overwrites the default of an absent init-only member.
public sealed record JobRequest
{
    /// <summary>The script, once per shell. The agent runs the first one for which it has a shell.</summary>
    public JobScript Script { get; set; } = new();

    /// <summary>A package to deploy, instead of a script.</summary>
    public JobPackage? Package { get; init; }

    /// <summary>A version to redeploy, instead of a script.</summary>
    public JobRedeployment? Redeploy { get; init; }

    /// <summary>The arguments of the script, passed exactly as given, including spaces and quotes.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Variables that are added to the job's environment. They are on disk only in encrypted form, and only until the launch.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Files that are placed in the working directory before the script starts.</summary>
    public IReadOnlyList<JobFile> Files { get; set; } = [];

    /// <summary>The isolation from other jobs.</summary>
    public JobIsolation Isolation { get; set; } = new();

    /// <summary>The time limit of the script, counted from its start; 0 means no limit.</summary>
    [Range(0, int.MaxValue)]
    public int TimeoutSeconds { get; init; }

    /// <summary>The time at which the job ends, even while it waits; null means no limit.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The time between the termination signal and the kill signal for the processes of a canceled job.</summary>
    [Range(0, 3600)]
    public int CancelGraceSeconds { get; set; } = 10;

    /// <summary>Values of at least 4 characters that the log shows as <c>********</c>.</summary>
    public IReadOnlyList<string> SensitiveValues { get; set; } = [];

    /// <summary>The id of the caller's task, shown to callers whose jobs wait for this one.</summary>
    [StringLength(200)]
    public string? TaskId { get; init; }

    /// <summary>The caller's own labels. They are stored and shown, but never interpreted.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>True to run the script again after a reboot when it exits with 194 (3010 on Windows).</summary>
    public bool ResumeAfterReboot { get; init; }
}

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
            (ShellNames.Bash, Bash), (ShellNames.Sh, Sh), (ShellNames.PowerShell, Powershell), (ShellNames.Pwsh, Pwsh), (ShellNames.Cmd, Cmd), (ShellNames.Python, Python),
        ];
        return all.Where(s => s.Text is not null).Select(s => KeyValuePair.Create(s.Shell, s.Text!));
    }
}

/// <summary>The names of shells in <c>script</c>.</summary>
public static class ShellNames
{
    public const string Bash = "bash";
    public const string Sh = "sh";
    public const string PowerShell = "powershell";
    public const string Pwsh = "pwsh";
    public const string Cmd = "cmd";
    public const string Python = "python";

    /// <summary>The shell name of a job that deploys a package. The agent's own program runs it.</summary>
    public const string Package = "package";
}

/// <param name="Name">The path below the working directory. Both <c>/</c> and <c>\</c> are separators.</param>
/// <param name="Content">The bytes, in base64.</param>
public sealed record JobFile(string Name, byte[] Content);

/// <summary>A reader/writer lock by name: <see cref="IsolationLevel.Full"/> runs alone among jobs of the same name.</summary>
public sealed record JobIsolation
{
    public const string DefaultName = "RunningScript";

    /// <summary><c>full</c> to run alone, or <c>none</c> to run beside other jobs of that level.</summary>
    public IsolationLevel Level { get; set; } = IsolationLevel.Full;

    /// <summary>The name of the lock.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string Name { get; set; } = DefaultName;

    /// <summary>The maximum time that the job waits for the lock; 0 means no limit.</summary>
    [Range(0, int.MaxValue)]
    public int TimeoutSeconds { get; init; }
}
