using Tentacle.Contracts;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Reporting;

/// <summary>The end of a job, for telemetry.</summary>
public sealed record JobEnd
{
    public required JobTicket Ticket { get; init; }

    /// <summary><c>script</c> or <c>package</c>.</summary>
    public required string Kind { get; init; }

    public required string Shell { get; init; }
    public required string? TaskId { get; init; }
    public required JobTrace Trace { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The start time. Null when the job was never started.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The outcome, as an OpenTelemetry pipeline result.</summary>
    public required string Result { get; init; }

    /// <summary>The type of the error. Null when the job succeeded.</summary>
    public required string? Error { get; init; }

    public required int ExitCode { get; init; }
    public required string? Reason { get; init; }

    /// <summary>Describes the end of the job with this record.</summary>
    /// <param name="job">The job's record.</param>
    /// <param name="started">The record of its start. Null when the job was never started.</param>
    /// <param name="end">The record of its end.</param>
    internal static JobEnd From(JobRecord job, StartedRecord? started, StateRecord end) => new()
    {
        Ticket = job.Ticket,
        Kind = job.Shell == ShellNames.Package ? "package" : "script",
        Shell = job.Shell,
        TaskId = job.Request.TaskId,
        Trace = JobTrace.From(job),
        CreatedAt = job.CreatedAt,
        StartedAt = end.StartedAt ?? started?.At,
        CompletedAt = end.CompletedAt,
        Result = ResultOf(end.Outcome),
        Error = end.Outcome == JobOutcome.Succeeded ? null : ErrorOf(end),
        ExitCode = end.ExitCode,
        Reason = end.Reason,
    };

    private static string ResultOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "success",
        JobOutcome.Failed => "failure",
        JobOutcome.Canceled => "cancellation",
        JobOutcome.TimedOut => "timeout",
        _ => "error",
    };

    private static string ErrorOf(StateRecord end) => end switch
    {
        { ExitCode: ScriptExitCodes.Abandoned } => "abandoned",
        { ExitCode: ScriptExitCodes.Fatal } => "fatal",
        { ExitCode: ScriptExitCodes.ShellNotStarted or ScriptExitCodes.PowerShellNeverStarted } => "not_started",
        { Outcome: JobOutcome.Lost } => "lost",
        { Outcome: JobOutcome.Canceled } => "canceled",
        { Outcome: JobOutcome.TimedOut } => "timed_out",
        _ => "exit_code",
    };
}
