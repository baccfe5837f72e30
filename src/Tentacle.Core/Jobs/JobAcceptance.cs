using System.Text;
using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Execution;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs;

/// <summary>Accepts or rejects submissions. An accepted job is on disk and has begun. A rejection has a reason.</summary>
internal sealed partial class JobAcceptance(JobSite site, JobPreconditions machine, JobAcceptance.Parts parts, TimeProvider time, ILogger<JobAcceptance> logger)
{
    /// <summary>
    /// Accepts a valid request at most once per ticket. When it returns <see cref="SubmitResult.Accepted"/>, the job is on disk and will run, even if the agent
    /// or the machine stops.
    /// </summary>
    public async Task<SubmitResult> SubmitAsync(JobSubmission submission)
    {
        var content = ContentHash.Compute(submission, site.Secrets);
        var key = KeyHash(submission);
        var now = time.GetUtcNow();
        if ((parts.Store.Find(submission.Ticket) ?? (key is null ? null : parts.Store.FindByKey(key))) is { } known)
        {
            return Repeated(known, submission, content);
        }

        if (parts.Store.Forgotten.ReservedUntil(submission.Ticket, key, now) is { } until)
        {
            return new SubmitResult.Forgotten(until);
        }

        if (Refuse(submission, out var shell) is { } refused)
        {
            return refused;
        }

        try
        {
            var (entry, isNew) = await parts.Store.AcceptAsync(submission, Record(submission, shell!, content, key, now));
            return isNew ? Begin(entry) : Repeated(entry, submission, content);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            return new SubmitResult.InsufficientStorage(site.JobsRoot, DiskSpace.FreeBytes(site.JobsRoot), machine.MinimumFreeDisk);
        }
    }

    private SubmitResult.Accepted Begin(JobEntry entry)
    {
        FaultPoint.Reach("job-accepted");
        LogJobAccepted(entry.Ticket, entry.Record.SubmittedBy, entry.Record.Shell);
        parts.Runner.Begin(entry);
        return new SubmitResult.Accepted(entry.Describe());
    }

    /// <summary>The result of submitting a request now, without creating anything.</summary>
    public async Task<JobPreflight> PreflightAsync(JobRequest request, CancellationToken cancellationToken)
    {
        List<ProblemError> errors = [.. JobRequestValidator.Validate(request), .. machine.Check(request)];
        if (parts.Drain.IsDraining)
        {
            errors.Add(new("", "The agent is draining and takes no new jobs. End the drain, or use another agent."));
        }

        var shell = PackageJob.ChooseShell(request, site, machine.Shells);
        var description = shell is null ? null : new ShellDescription(shell.Name, shell.Path, await machine.Shells.FindVersionAsync(shell, cancellationToken));
        return new JobPreflight(errors.Count == 0, description, parts.Admission.Preview(request.Isolation), errors);
    }

    private static SubmitResult Repeated(JobEntry known, JobSubmission submission, string content) =>
        known.Damage is { } damage ? new SubmitResult.Damaged(known.Describe(), damage.Sentence)
        : known.Record.ContentHash == content ? new SubmitResult.Known(known.Describe())
        : known.Ticket == submission.Ticket ? new SubmitResult.Conflict(known.Describe())
        : new SubmitResult.KeyReused(known.Describe());

    private SubmitResult? Refuse(JobSubmission submission, out string? shell)
    {
        var chosen = PackageJob.ChooseShell(submission.Request, site, machine.Shells);
        shell = chosen?.Name;
        if (parts.Drain.IsDraining)
        {
            return new SubmitResult.Draining();
        }

        if (chosen is null)
        {
            return new SubmitResult.NoUsableShell(machine.Shells.Names);
        }

        if (ShellCatalog.FindUnrepresentable(chosen.Name, submission.Request.Arguments) is { } detail)
        {
            return new SubmitResult.ArgumentNotRepresentable(detail);
        }

        if (LaunchSize.Check(submission.Request, chosen.Name, ProcessLimits.Arguments) is { } tooLarge)
        {
            return new SubmitResult.Invalid(tooLarge);
        }

        // The staged files are already on disk, so the free space already accounts for them.
        return DiskSpace.FreeBytes(site.WorkRoot) >= machine.MinimumFreeDisk || parts.Retention.MakeRoom()
            ? null
            : new SubmitResult.InsufficientStorage(site.WorkRoot, DiskSpace.FreeBytes(site.WorkRoot), machine.MinimumFreeDisk);
    }

    private static JobRecord Record(JobSubmission submission, string shell, string contentHash, string? keyHash, DateTimeOffset now) => new()
    {
        Ticket = submission.Ticket,
        Request = PackageJob.Stripped(submission.Request),
        ContentHash = contentHash,
        Shell = shell,
        SubmittedBy = submission.SubmittedBy,
        CreatedAt = now,
        Sequence = 0,
        HasSecrets = JobSecrets.AreIn(submission.Request),
        TraceParent = submission.TraceParent,
        IdempotencyKey = keyHash,
    };

    private string? KeyHash(JobSubmission submission) =>
        submission.IdempotencyKey is null ? null
        : Convert.ToHexStringLower(site.Secrets.Hash("idempotency-key", Encoding.UTF8.GetBytes($"{submission.SubmittedBy}\n{submission.IdempotencyKey}")));

    [LoggerMessage(1000, LogLevel.Information, "Job {Ticket} accepted from {Caller} for {Shell}")]
    private partial void LogJobAccepted(JobTicket ticket, string caller, string shell);

    /// <summary>The components that store, admit, run and delete jobs.</summary>
    internal sealed record Parts(JobStore Store, JobDrain Drain, JobAdmission Admission, JobRunner Runner, JobRetention Retention);
}
