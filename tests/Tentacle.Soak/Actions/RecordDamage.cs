using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Soak.Agents;
using Tentacle.Soak.Jobs;
using Tentacle.Testing.Programs;

namespace Tentacle.Soak.Actions;

/// <summary>Damages the record of a job while its agent is down. The agent must start all the same and know the job as lost.</summary>
internal sealed class RecordDamage(SoakWorld world, Random random)
{
    /// <summary>Takes a job that was checked. Null when there is none.</summary>
    public SoakJob? Choose(SoakAgent agent) =>
        agent.HasSmallDisk || !world.Damages ? null : world.Ledger.Kept(agent)
            .FirstOrDefault(job => job.TryEnter(JobStage.Damaged, JobStage.Checked));

    public async Task DoAsync(SoakJob job)
    {
        var record = Path.Combine(job.Agent.Jobs, job.Ticket.FolderName, "job.json");
        var content = await File.ReadAllBytesAsync(record);
        File.Delete(record);
        switch (random.Next(8))
        {
            case 0:
                Directory.CreateDirectory(record);
                break;
            case 1:
                File.CreateSymbolicLink(record, "/dev/zero");
                break;
            case 2:
                (await RunningProgram.RunAsync(new ProgramStart("mkfifo", record), CancellationToken.None)).Succeeded();
                break;
            case 3:
                break;
            case 4:
                await File.WriteAllTextAsync(record, "{}");
                break;
            case 5:
                await File.WriteAllBytesAsync(record, content[..(content.Length / 2)]);
                break;
            case 6:
                random.NextBytes(content);
                await File.WriteAllBytesAsync(record, content);
                break;
            default:
                await File.WriteAllBytesAsync(record, []);
                break;
        }

        job.Suffers(Mishaps.RecordDamaged);
        world.Findings.Count("records damaged");
    }

    public async Task CheckAsync(SoakJob job)
    {
        var client = job.Agent.Client;
        var known = await client.GetJobAsync(job.Ticket);
        world.Findings.Check(
            known is { State: JobState.Complete, Outcome: JobOutcome.Lost, ExitCode: ScriptExitCodes.Lost },
            $"{job} has a damaged record, and is {known.State} {known.Outcome} {known.ExitCode} instead of complete, lost");
        try
        {
            // Any request will do: the ticket is what the agent must know. That of the job may name files, which are no longer here.
            await client.SubmitAsync(job.Ticket, new JobRequest { Script = new JobScript { Sh = "exit 0" } });
            world.Findings.Fail($"{job} has a damaged record, and was accepted again");
        }
        catch (TentacleProblemException e) when (e.Problem.Status == 409)
        {
            // As it must be: whether it was the same job cannot be told any more.
        }
    }
}
