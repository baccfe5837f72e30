using Tentacle.Contracts;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>
/// The drain mode of the agent, in which it accepts no new jobs and starts no pending ones. The mode survives restarts until it is ended explicitly. An
/// operator who drains an agent, to upgrade it or to remove the machine, does not expect it to start jobs again by itself.
/// </summary>
internal sealed class JobDrain
{
    /// <summary>The name shown in place of an isolation name while a job waits for the end of the drain.</summary>
    public const string Name = "drain";

    private readonly Lock _lock = new();
    private readonly string _mark;
    private TaskCompletionSource? _ended;

    public JobDrain(string jobsRoot)
    {
        _mark = Path.Combine(jobsRoot, ".draining");
        _ended = RecordFile.IsThere(_mark) ? New() : null;
    }

    public bool IsDraining => Completion is not null;

    /// <summary>Completes at the end of the drain. Null when the agent is not draining.</summary>
    public Task? Completion
    {
        get
        {
            lock (_lock)
            {
                return _ended?.Task;
            }
        }
    }

    public static JobWait Wait => new(Name, [], 1);

    public void Begin()
    {
        lock (_lock)
        {
            RecordFile.Mark(_mark);
            _ended ??= New();
        }
    }

    public void End()
    {
        lock (_lock)
        {
            DirectoryRemoval.Remove(_mark);
            _ended?.SetResult();
            _ended = null;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
