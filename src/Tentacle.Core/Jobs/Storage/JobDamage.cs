using Tentacle.Contracts;
using Tentacle.Core.Jobs.Site;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>The damage of a job's record. The job itself stays known.</summary>
/// <param name="Reason">The reason why the record cannot be read.</param>
/// <param name="SetAside">The record that was set aside. Null when it is still in its place, for example while the job runs.</param>
internal sealed record JobDamage(string Reason, DamagedRecord? SetAside)
{
    /// <summary>A description of the damage for the caller.</summary>
    public string Sentence => $"Its record is damaged ({Reason})" + (SetAside is null ? "." : $" and set aside in '{SetAside.Directory}'.");

    /// <summary>The result of the job: the result in the note, or a lost result when the note has none.</summary>
    public StateRecord Lost(DateTimeOffset at) => SetAside?.Note.Result ?? new StateRecord
    {
        Outcome = JobOutcome.Lost,
        ExitCode = ScriptExitCodes.Lost,
        Reason = $"The result is lost: its record is damaged ({Reason}). "
            + $"{(SetAside is null ? "" : $"What is left of it is in '{SetAside.Directory}'. ")}Whether it ran is not known; look before you run it again.",
        CompletedAt = at,
        Runs = 0,
    };

    /// <summary>
    /// A substitute for a record that cannot be read. No request equals it, and while it runs it holds the default lock alone. It keeps its idempotency key, so
    /// that a repeated submission is answered and does not run.
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
