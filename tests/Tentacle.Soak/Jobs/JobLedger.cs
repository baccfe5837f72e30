using System.Collections.Concurrent;
using Tentacle.Contracts;
using Tentacle.Soak.Agents;

namespace Tentacle.Soak.Jobs;

/// <summary>Every job of a run, written down before it is submitted.</summary>
/// <param name="witnesses">Where scripts leave their lines: outside of every home, on a disk that is not full.</param>
internal sealed class JobLedger(string witnesses)
{
    private readonly ConcurrentDictionary<JobTicket, SoakJob> _jobs = new();

    public IReadOnlyCollection<SoakJob> All => [.. _jobs.Values];

    public SoakJob? Find(JobTicket ticket) => _jobs.GetValueOrDefault(ticket);

    /// <summary>Those that are accepted and not checked yet.</summary>
    public IReadOnlyList<SoakJob> Open(SoakAgent agent) => [.. _jobs.Values.Where(j => j.Agent == agent && j.Stage is JobStage.Accepted or JobStage.Checking)];

    /// <summary>Those of them that no loop waits for.</summary>
    public IReadOnlyList<SoakJob> Left(SoakAgent agent) => [.. _jobs.Values.Where(j => j.IsLeft && j.Agent == agent && j.Stage == JobStage.Accepted)];

    /// <summary>Those that were checked and are still there.</summary>
    public IReadOnlyList<SoakJob> Kept(SoakAgent agent) => [.. _jobs.Values.Where(j => j.Agent == agent && j.Stage == JobStage.Checked)];

    /// <summary>A witness for a plan that is being made.</summary>
    public string NewWitness() => Path.Combine(witnesses, Guid.NewGuid().ToString("N"));

    public SoakJob Add(SoakAgent agent, JobPlan plan, string witness)
    {
        var job = new SoakJob(agent, JobTicket.Create(TimeProvider.System), plan, witness);
        if (agent.HasSmallDisk)
        {
            // Jobs fill it as well as the filler does.
            job.Suffers(Mishaps.MayBeForgotten | Mishaps.DiskFull);
        }

        _jobs[job.Ticket] = job;
        return job;
    }
}
