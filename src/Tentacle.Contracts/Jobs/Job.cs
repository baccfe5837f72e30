namespace Tentacle.Contracts;

/// <summary>The current state of a job.</summary>
public sealed record Job
{
    public required JobTicket Ticket { get; init; }
    public required JobState State { get; init; }

    /// <summary>The result of the job; null until the job is complete.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>
    /// The exit code; null until the job is complete. The agent sets a negative code itself: -41 disk or log failed, -42 shell not started, -43 canceled, -44
    /// timed out, -46 result lost, -47 PowerShell never ran the script, -48 processes could not be killed and were abandoned.
    /// </summary>
    public int? ExitCode { get; init; }

    /// <summary>The exit code of the process itself; null when there was no process or its end was not observed.</summary>
    public int? ProcessExitCode { get; init; }

    /// <summary>The reason for the outcome, when the exit code alone does not explain it.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the script had ended while a process that it left running still held its output.</summary>
    public bool OutputDetached { get; init; }

    public string? TaskId { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();
    public required JobIsolation Isolation { get; init; }

    /// <summary>
    /// The lock that a pending job waits for, or <c>reboot</c> for a running job that asked to run again after a reboot; null when the job waits for nothing.
    /// </summary>
    public JobWait? WaitingFor { get; init; }

    /// <summary>The shell that runs the script.</summary>
    public string? Shell { get; init; }

    /// <summary>The caller's thumbprint, or <c>local:</c> and an account.</summary>
    public required string SubmittedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The number of starts of the script; more than 1 only when the script resumed after a reboot.</summary>
    public int Runs { get; init; }

    /// <summary>
    /// The submitted script, with sensitive values shown as <c>********</c>. Present only in the answer to <c>GET</c> for a single job, and only when the
    /// script has at most 64 KiB. Null elsewhere, for example in lists. <c>links.script</c> returns the script in any size.
    /// </summary>
    public JobScript? Script { get; init; }

    public required JobLogDescription Log { get; init; }
    public required JobLinks Links { get; init; }
}

/// <param name="Lock">
/// The isolation name, <c>running jobs</c> for the limit on running jobs, <c>drain</c> while the agent starts no jobs, or <c>reboot</c> until the machine has
/// restarted.
/// </param>
/// <param name="Holders">The tickets of the jobs that hold the lock.</param>
/// <param name="Position">The position in the queue; 1 is next.</param>
public sealed record JobWait(string Lock, IReadOnlyList<JobTicket> Holders, int Position)
{
    /// <summary>
    /// The name in place of a lock when the script asked to run again after a reboot that has not happened yet. The job is running meanwhile.
    /// </summary>
    public const string Reboot = "reboot";
}

/// <param name="Bytes">The current size of the log in bytes, which is also the cursor after its last record.</param>
/// <param name="Truncated">True when the log has reached its limit, so that later output is missing.</param>
public sealed record JobLogDescription(long Bytes, bool Truncated);

/// <summary>Path-absolute links.</summary>
/// <param name="Self">The job.</param>
/// <param name="Log">Its log.</param>
/// <param name="Cancel">Cancels the job.</param>
/// <param name="Files">The files in its working directory.</param>
/// <param name="Script">Its complete script; null for a job without a script of its own, and from agents that do not support this link.</param>
public sealed record JobLinks(string Self, string Log, string Cancel, string Files, string? Script = null);

/// <param name="Items">The jobs, newest first.</param>
/// <param name="Next">The value of <c>cursor</c> for the next page; null on the last page.</param>
public sealed record JobList(IReadOnlyList<Job> Items, string? Next);
