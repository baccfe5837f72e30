using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Soak.Jobs;

namespace Tentacle.Soak.Actions;

/// <summary>What servers do with jobs.</summary>
internal static class JobActions
{
    private const int MaxLeft = 40;
    private const int MaxLeftUnchecked = 20;

    /// <summary>Submits one, follows it, checks it, and mostly deletes it.</summary>
    public static async Task RunJobAsync(Worker worker, CancellationToken cancellationToken)
    {
        if (await SubmitAsync(worker, cancellationToken) is not { } job)
        {
            return;
        }

        if (worker.Random.Next(3) == 0)
        {
            await JobCheck.FollowAsync(job, worker.Findings, cancellationToken);
        }

        await JobCheck.RunAsync(job, worker.Findings, cancellationToken);
        if (worker.Random.Next(10) > 0)
        {
            await DeleteAsync(job, worker.Findings, cancellationToken);
        }
    }

    /// <summary>Submits some that are looked at later: by chance in this loop, and all of them at the end.</summary>
    public static async Task LeaveJobsAsync(Worker worker, CancellationToken cancellationToken)
    {
        var left = worker.World.Ledger.Left(worker.Agent);
        for (var i = worker.Random.Next(1, 6); i > 0 && left.Count < MaxLeft; i--)
        {
            if (await SubmitAsync(worker, cancellationToken) is { } job)
            {
                job.IsLeft = true;
            }
        }

        foreach (var job in left.Take(left.Count - MaxLeftUnchecked))
        {
            await JobCheck.RunAsync(job, worker.Findings, cancellationToken);
        }

        foreach (var job in worker.World.Ledger.Kept(worker.Agent).Take(10))
        {
            await DeleteAsync(job, worker.Findings, cancellationToken);
        }
    }

    /// <summary>Cancels one that may wait, run, or have ended.</summary>
    public static async Task CancelJobAsync(Worker worker, CancellationToken cancellationToken)
    {
        var open = worker.World.Ledger.Open(worker.Agent);
        var job = open.Count > 0 ? open.ElementAt(worker.Random.Next(open.Count)) : await SubmitAsync(worker, cancellationToken);
        if (job is null)
        {
            return;
        }

        job.Suffers(Mishaps.Canceled);
        try
        {
            await worker.Agent.OverLine.CancelAsync(job.Ticket, cancellationToken);
            worker.Findings.Count("cancels");
        }
        catch (TentacleProblemException e) when (JobCheck.IsForgotten(e))
        {
            // Another worker has deleted it meanwhile.
        }
    }

    /// <summary>Reads what there is: no job that was not submitted may be there.</summary>
    public static async Task ListAsync(Worker worker, CancellationToken cancellationToken)
    {
        await foreach (var job in worker.Agent.Client.ListJobsAsync(cancellationToken: cancellationToken))
        {
            worker.Findings.Check(worker.World.Ledger.Find(job.Ticket)?.Agent == worker.Agent,
                $"'{worker.Agent.Name}' has the job {job.Ticket}, which was never submitted to it");
        }

        worker.Findings.Check((await worker.Agent.Client.DescribeAsync(cancellationToken)).Version.Length > 0, "an agent has no version");
        await worker.Agent.Client.GetHealthAsync(cancellationToken);
    }

    /// <summary>Submits a job of any kind, sometimes twice: null when there was no room for it.</summary>
    private static Task<SoakJob?> SubmitAsync(Worker worker, CancellationToken cancellationToken)
    {
        var witness = worker.World.Ledger.NewWitness();
        return SubmitAsync(worker, worker.Kinds.Next(witness), witness, cancellationToken);
    }

    /// <inheritdoc cref="SubmitAsync(Worker, CancellationToken)"/>
    public static async Task<SoakJob?> SubmitAsync(Worker worker, JobPlan plan, string witness, CancellationToken cancellationToken)
    {
        var job = worker.World.Ledger.Add(worker.Agent, plan, witness);
        var client = worker.Random.Next(3) == 0 ? worker.Agent.OverLine : worker.Agent.Client;
        try
        {
            await client.SubmitAsync(job.Ticket, plan.Request, plan.Files, cancellationToken: cancellationToken);
            job.Enter(JobStage.Accepted);
            worker.Findings.Count("jobs accepted");
            if (worker.Random.Next(10) == 0)
            {
                await client.SubmitAsync(job.Ticket, plan.Request, plan.Files, cancellationToken: cancellationToken);
                worker.Findings.Count("jobs submitted twice");
            }

            return job;
        }
        catch (TentacleProblemException e) when (worker.Agent.HasSmallDisk && IsForWantOfRoom(e))
        {
            job.Enter(JobStage.Refused);
            worker.Findings.Count("jobs refused for want of room");
            return null;
        }
        catch (TentacleProblemException e) when (job.Stage == JobStage.Accepted && JobCheck.IsForgotten(e))
        {
            // It made room for another between the two.
            return job;
        }
    }

    public static bool IsForWantOfRoom(TentacleProblemException e) => e.Is(ProblemTypes.InsufficientStorage) || e.Is(ProblemTypes.StorageFailed);

    public static async Task DeleteAsync(SoakJob job, Findings findings, CancellationToken cancellationToken)
    {
        if (!job.TryEnter(JobStage.Deleted, JobStage.Checked) && !job.TryEnter(JobStage.Deleted, JobStage.Damaged))
        {
            return;
        }

        try
        {
            await job.Agent.Client.ForgetAsync(job.Ticket, cancellationToken);
            findings.Count("jobs deleted");
            await job.Agent.Client.GetJobAsync(job.Ticket, cancellationToken);
            findings.Fail($"{job} is there after it was deleted");
        }
        catch (TentacleProblemException e) when (JobCheck.IsForgotten(e))
        {
            // As it must be; or a first try whose answer was lost had deleted it.
        }
    }
}
