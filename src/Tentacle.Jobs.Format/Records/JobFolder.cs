using Tentacle.Contracts;

namespace Tentacle.Jobs.Format.Records;

/// <summary>
/// The paths of one job's files. <c>Jobs/TICKET</c> is the interface between agent and supervisor, and all that recovery reads. <c>Work/TICKET</c> is the
/// script's working directory, and the script is the only file of ours in it.
/// </summary>
public sealed record JobFolder(string Directory, string WorkDirectory)
{
    /// <summary>The prefix of the file name of <see cref="Key"/>.</summary>
    public const string KeyPrefix = "key.";

    public static JobFolder Create(string jobsRoot, string workRoot, JobTicket ticket) =>
        new(Path.Combine(jobsRoot, ticket.FolderName), Path.Combine(workRoot, ticket.FolderName));

    /// <summary><see cref="JobRecord"/>: the request, without environment and sensitive values.</summary>
    public string Job => Path.Combine(Directory, "job.json");

    /// <summary>The script with its sensitive values masked, for callers. Exists only when the script contains some.</summary>
    public string ShownScript => Path.Combine(Directory, "script.json");

    /// <summary>Environment and sensitive values, encrypted; deleted once the script was started.</summary>
    public string Secrets => Path.Combine(Directory, "secrets");

    /// <summary><see cref="ResumeRecord"/>: the script requested another run after a reboot of the machine. Replaced by rename.</summary>
    public string Resume => Path.Combine(Directory, "resume.json");

    /// <summary><see cref="StateRecord"/>: the result of the job. Replaced by rename.</summary>
    public string State => Path.Combine(Directory, "state.json");

    /// <summary>A marker file. It exists when the agent has reported the end of the job.</summary>
    public string Reported => Path.Combine(Directory, "told");

    /// <summary>The log: <see cref="LogRecord"/>s, one JSON object a line.</summary>
    public string Log => Path.Combine(Directory, "log.ndjson");

    /// <summary>A file with the path of the control group that contains the job's processes, when there is one.</summary>
    public string ControlGroup => Path.Combine(Directory, "cgroup");

    /// <summary>A marker file. It requests the supervisor to cancel the job.</summary>
    public string Cancel => Path.Combine(Directory, "cancel");

    /// <summary>
    /// An empty file whose name contains the job's idempotency key. When <see cref="Job"/> is damaged, it prevents a second run under this key.
    /// </summary>
    /// <param name="hash">As <see cref="JobRecord.IdempotencyKey"/>.</param>
    public string Key(string hash) => Path.Combine(Directory, KeyPrefix + hash);

    /// <summary>
    /// <see cref="StartedRecord"/>: created once per run by the supervisor, before it starts the shell. A supervisor that finds it does not start the run.
    /// </summary>
    public string Started(int run) => Path.Combine(Directory, run == 1 ? "started" : $"started.{run}");
}
