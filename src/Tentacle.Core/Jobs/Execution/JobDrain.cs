using Tentacle.Contracts;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>
/// Whether the agent takes no new jobs and starts none that wait. It stays so over restarts until somebody ends it: what drained an agent, to upgrade it or
/// to take the machine away, does not expect it to begin again by itself.
/// </summary>
internal sealed class JobDrain
{
    /// <summary>Shown in place of an isolation name to a job that waits for the end of the drain.</summary>
    public const string Name = "drain";

    private readonly Lock _lock = new();
    private readonly string _mark;
    private TaskCompletionSource? _ended;

    public JobDrain(string jobsRoot)
    {
        _mark = Path.Combine(jobsRoot, ".draining");
        _ended = RecordFile.IsThere(_mark) ? New() : null;
    }

    /// <summary>Completes at the end of the drain; null while there is none.</summary>
    public Task? Ended
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
