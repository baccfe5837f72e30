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
