using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Records;

/// <summary>
/// Where the files of one job are. <c>Jobs/TICKET</c> is the interface between agent and supervisor and all that recovery reads;
/// <c>Work/TICKET</c> is the script's working directory and holds nothing of ours but the script.
/// </summary>
public sealed record JobFolder(string Directory, string WorkDirectory)
{
    /// <summary>What the name of <see cref="Key"/> begins with.</summary>
    public const string KeyPrefix = "key.";

    public static JobFolder Of(string jobsRoot, string workRoot, JobTicket ticket) =>
        new(Path.Combine(jobsRoot, ticket.FolderName), Path.Combine(workRoot, ticket.FolderName));

    /// <summary><see cref="JobRecord"/>: the request, without environment and sensitive values.</summary>
    public string Job => Path.Combine(Directory, "job.json");

    /// <summary>The script with its sensitive values masked, as callers are shown it; only where it holds some.</summary>
    public string ShownScript => Path.Combine(Directory, "script.json");

    /// <summary>Environment and sensitive values, encrypted; deleted once the script was started.</summary>
    public string Secrets => Path.Combine(Directory, "secrets");

    /// <summary><see cref="ResumeRecord"/>: the script asked to be run again after a reboot of the machine. Replaced by rename.</summary>
    public string Resume => Path.Combine(Directory, "resume.json");

    /// <summary><see cref="StateRecord"/>: how it ended. Replaced by rename.</summary>
    public string State => Path.Combine(Directory, "state.json");

    /// <summary>Its being there says that the agent has counted how it ended.</summary>
    public string Told => Path.Combine(Directory, "told");

    /// <summary>The log: <see cref="LogRecord"/>s, one JSON object a line.</summary>
    public string Log => Path.Combine(Directory, "log.ndjson");

    /// <summary>The path of the control group that holds the job's processes, where there is one.</summary>
    public string ControlGroup => Path.Combine(Directory, "cgroup");

    /// <summary>Its being there asks the supervisor to cancel.</summary>
    public string Cancel => Path.Combine(Directory, "cancel");

    /// <summary>An empty file whose name has the job's idempotency key, for when <see cref="Job"/> is damaged: the key must not run the job again.</summary>
    /// <param name="hash">As <see cref="JobRecord.IdempotencyKey"/>.</param>
    public string Key(string hash) => Path.Combine(Directory, KeyPrefix + hash);

    /// <summary><see cref="StartedRecord"/>: made once for each run, by the supervisor, before it starts the shell. Who finds it does not start.</summary>
    public string Started(int run) => Path.Combine(Directory, run == 1 ? "started" : $"started.{run}");
}
