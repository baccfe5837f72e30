using Tentacle.Platform.Processes;

namespace Tentacle.Jobs.Format.Records;

/// <summary><c>started</c>: written by the supervisor before it starts the shell.</summary>
/// <param name="Supervisor">The process that watches the script.</param>
public sealed record StartedRecord(ProcessIdentity Supervisor, DateTimeOffset At)
{
    public int Version { get; set; } = JobRecord.CurrentVersion;

    /// <summary>The number of the run: 1 for the first start, more only after a reboot that the job requested.</summary>
    public int Run { get; set; } = 1;
}
