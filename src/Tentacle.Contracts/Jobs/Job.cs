namespace Tentacle.Contracts;

/// <summary>A job as the agent sees it now.</summary>
public sealed record Job
{
    public required JobTicket Ticket { get; init; }
    public required JobState State { get; init; }

    /// <summary>Null until the job is complete.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>
    /// Null until the job is complete. Below zero it is the agent's own: -41 disk or log failed, -42 shell not started, -43 canceled, -44 timed out,
    /// -46 result lost, -47 PowerShell never ran the script, -48 would not die and was abandoned.
    /// </summary>
    public int? ExitCode { get; init; }

    /// <summary>What the process itself returned; null when there was none, or it was not seen to end.</summary>
    public int? ProcessExitCode { get; init; }

    /// <summary>Why the job ended as it did, where the exit code alone does not say.</summary>
    public string? Reason { get; init; }

    /// <summary>The script had ended while something that it left running still held its output.</summary>
    public bool OutputDetached { get; init; }

    public string? TaskId { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();
    public required JobIsolation Isolation { get; init; }

    /// <summary>What a pending job waits for, or a running one that asked to run again after a reboot; null when it waits for nothing.</summary>
    public JobWait? WaitingFor { get; init; }

    /// <summary>The shell that runs the script.</summary>
    public string? Shell { get; init; }

    /// <summary>A thumbprint, or <c>local:</c> and an account.</summary>
    public required string SubmittedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How often the script was started: more than 1 only when it resumed after a reboot.</summary>
    public int Runs { get; init; }

    /// <summary>
    /// The script as it was submitted, its sensitive values shown as <c>********</c>: where one job is asked for by <c>GET</c> and the script has at most
    /// 64 KiB. Null elsewhere, as in lists; <c>links.script</c> has it always.
    /// </summary>
    public JobScript? Script { get; init; }

    public required JobLogDescription Log { get; init; }
    public required JobLinks Links { get; init; }
}

/// <param name="Lock">The isolation name, <c>running jobs</c> for the limit on running jobs, <c>drain</c> while the agent starts none, or <c>reboot</c> until the machine was restarted.</param>
/// <param name="Holders">Tickets of the jobs that hold it.</param>
/// <param name="Position">Place in the queue; 1 is next.</param>
public sealed record JobWait(string Lock, IReadOnlyList<JobTicket> Holders, int Position)
{
    /// <summary>In place of a lock: the script asked to run again after a reboot, which has not come yet. The job is running meanwhile.</summary>
    public const string Reboot = "reboot";
}

/// <param name="Bytes">Size of the log so far; a cursor past its last record.</param>
/// <param name="Truncated">The log reached its limit; later output is not in it.</param>
public sealed record JobLogDescription(long Bytes, bool Truncated);

/// <summary>Path-absolute links.</summary>
/// <param name="Self">The job.</param>
/// <param name="Log">Its log.</param>
/// <param name="Cancel">Asks it to stop.</param>
/// <param name="Files">What lies in its working directory.</param>
/// <param name="Script">Its script in full; null for a job that runs none of its own, and from agents that do not show it.</param>
public sealed record JobLinks(string Self, string Log, string Cancel, string Files, string? Script = null);

/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass as <c>cursor</c> to read on; null at the end.</param>
public sealed record JobList(IReadOnlyList<Job> Items, string? Next);
