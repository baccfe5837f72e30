using Tentacle.Client;
using Tentacle.Soak.Actions;
using Tentacle.Soak.Jobs;

namespace Tentacle.Soak.Checks;

/// <summary>The end of the load: every job that is still open ends and is checked, and all are deleted.</summary>
internal static class Settling
{
    private const int AtOnce = 8;

    public static async Task RunAsync(SoakWorld world, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(world.Ledger.All, parallel, async (job, token) =>
        {
            try
            {
                await SettleAsync(job, world.Findings, token);
            }
            catch (Exception e) when (!token.IsCancellationRequested)
            {
                world.Findings.Fail($"{job}: {e}");
            }
        });
    }

    private static async Task SettleAsync(SoakJob job, Findings findings, CancellationToken cancellationToken)
    {
        if (job.Stage == JobStage.Planned && await IsThereAsync(job, cancellationToken))
        {
            // Its submission failed here, and had come through there.
            job.Enter(JobStage.Accepted);
        }

        if (job.Stage == JobStage.Accepted)
        {
            await JobCheck.RunAsync(job, findings, cancellationToken);
        }

        if (job.Stage is JobStage.Checked or JobStage.Damaged)
        {
            await JobActions.DeleteAsync(job, findings, cancellationToken);
        }

        var runs = job.Runs();
        findings.Check(runs <= 1, $"{job} ran {runs} times");
        findings.Check(runs == 0 || job.Stage is not (JobStage.Refused or JobStage.Planned), $"{job} was refused, and ran");
    }

    private static async Task<bool> IsThereAsync(SoakJob job, CancellationToken cancellationToken)
    {
        try
        {
            await job.Agent.Client.GetJobAsync(job.Ticket, cancellationToken);
            return true;
        }
        catch (TentacleProblemException e) when (JobCheck.IsForgotten(e))
        {
            return false;
        }
    }
}
