using Tentacle.Contracts;
using Tentacle.Soak.Agents;

namespace Tentacle.Soak.Jobs;

/// <summary>A job of a run, from before its submission until all about it was checked.</summary>
internal sealed class SoakJob(SoakAgent agent, JobTicket ticket, JobPlan plan, string witness)
{
    private JobPlan _plan = plan;
    private int _mishaps;
    private int _stage;

    public SoakAgent Agent => agent;

    public JobTicket Ticket => ticket;

    public JobPlan Plan => _plan;

    /// <summary>The loop that submitted it does not wait for it: any loop may check it.</summary>
    public bool IsLeft { get; set; }

    /// <summary>The file that the script appends a line to: how often it really ran.</summary>
    public string Witness => witness;

    public Mishaps Mishaps => (Mishaps)Volatile.Read(ref _mishaps);

    public JobStage Stage => (JobStage)Volatile.Read(ref _stage);

    public void Suffers(Mishaps mishap) => Interlocked.Or(ref _mishaps, (int)mishap);

    public bool Has(Mishaps mishap) => (Mishaps & mishap) != 0;

    /// <summary>False when another loop was quicker.</summary>
    public bool TryEnter(JobStage stage, JobStage from) => Interlocked.CompareExchange(ref _stage, (int)stage, (int)from) == (int)from;

    public void Enter(JobStage stage) => Interlocked.Exchange(ref _stage, (int)stage);

    /// <summary>Lets go of what only its check needed: a run of hours has tens of thousands of jobs.</summary>
    public void LetGo()
    {
        _plan.Files.ToList().ForEach(f => f.Delete());
        _plan = _plan with { Lines = null, Files = [] };
    }

    /// <summary>How often the script began.</summary>
    public int Runs() => File.Exists(witness) ? File.ReadAllLines(witness).Length : 0;

    public override string ToString() => $"{_plan.Kind} job {ticket} of '{agent.Name}' ({Stage}, {Mishaps})";
}

/// <summary>How far the run is with a job.</summary>
internal enum JobStage
{
    /// <summary>It is being submitted: whether it was accepted is not known.</summary>
    Planned,

    /// <summary>The agent has said that it has it.</summary>
    Accepted,

    /// <summary>The agent has refused it for want of room: it must never run.</summary>
    Refused,

    /// <summary>One loop waits for its end.</summary>
    Checking,

    /// <summary>Its end and its log were as they should be.</summary>
    Checked,

    /// <summary>It was checked, and its record was damaged afterwards.</summary>
    Damaged,

    /// <summary>It was deleted.</summary>
    Deleted,
}
