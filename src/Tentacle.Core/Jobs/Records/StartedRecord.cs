using Tentacle.Core.Platform.Processes;

namespace Tentacle.Core.Jobs.Records;

/// <summary><c>started</c>: written by the supervisor before it starts the shell.</summary>
/// <param name="Supervisor">Who watches the script.</param>
public sealed record StartedRecord(ProcessIdentity Supervisor, DateTimeOffset At)
{
    public int Version { get; set; } = JobRecord.CurrentVersion;

    /// <summary>1 for the first start; more only after a reboot that the job asked for.</summary>
    public int Run { get; set; } = 1;
}
