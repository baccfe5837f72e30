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
