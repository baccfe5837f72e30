using Tentacle.Contracts;
using Tentacle.Core.Jobs.Records;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>What is wrong with the record of a job that is known all the same.</summary>
/// <param name="Reason">Why it cannot be read.</param>
/// <param name="SetAside">Where it is; null when it is in its place, as while the job runs.</param>
internal sealed record JobDamage(string Reason, DamagedRecord? SetAside)
{
    /// <summary>For the caller.</summary>
    public string Sentence => $"Its record is damaged ({Reason})" + (SetAside is null ? "." : $" and set aside in '{SetAside.Directory}'.");

    /// <summary>How it ends where nothing else is known.</summary>
    public StateRecord Lost(DateTimeOffset at) => SetAside?.Note.Result ?? new StateRecord
    {
        Outcome = JobOutcome.Lost,
        ExitCode = ScriptExitCodes.Lost,
        Reason = $"The result is lost: its record is damaged ({Reason}). {(SetAside is null ? "" : $"What is left of it is in '{SetAside.Directory}'. ")}Whether it ran is not known; look before you run it again.",
        CompletedAt = at,
        Runs = 0,
    };

    /// <summary>
    /// A record that stands for one that cannot be read: no request is equal to it, and while it runs it holds the default lock alone. It keeps its
    /// idempotency key, so that a repeated submission is answered and does not run.
    /// </summary>
    public static JobRecord StandIn(JobTicket ticket, JobFolder folder, DateTimeOffset at) => new()
    {
        IdempotencyKey = JobFiles.FindKey(folder),
        Ticket = ticket,
        Request = new JobRequest(),
        ContentHash = "",
        Shell = "unknown",
        SubmittedBy = "unknown",
        CreatedAt = at,
        Sequence = 0,
    };
}
