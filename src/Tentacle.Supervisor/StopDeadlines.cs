using Tentacle.Contracts;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Supervisor;

/// <summary>Why a script is being ended before its time.</summary>
/// <param name="Outcome">Canceled or timed out.</param>
/// <param name="Reason">For the job and its log.</param>
internal sealed record StopReason(JobOutcome Outcome, string Reason)
{
    public int ExitCode => Outcome == JobOutcome.Canceled ? ScriptExitCodes.Canceled : ScriptExitCodes.TimedOut;
}

/// <summary>Knows when a script has to be ended: on request, after its time, at its deadline.</summary>
internal sealed class StopDeadlines(LaunchSpec spec, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly long _started = time.GetTimestamp();
    private readonly TimeSpan? _deadline = spec.Deadline - time.GetUtcNow();
    private long _looked;

    /// <summary>How long nothing needs to be asked.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            var elapsed = time.GetElapsedTime(_started);
            var next = LookInterval;
            next = spec.TimeoutSeconds > 0 ? Min(next, TimeSpan.FromSeconds(spec.TimeoutSeconds) - elapsed) : next;
            return _deadline is { } deadline ? Min(next, deadline - elapsed) : next;
        }
    }

    /// <summary>Null while the script may go on.</summary>
    /// <param name="lookNow">Somebody woke us: look for the request to cancel even if the last look was a moment ago.</param>
    public StopReason? Check(bool lookNow)
    {
        var elapsed = time.GetElapsedTime(_started);
        if (spec.TimeoutSeconds > 0 && elapsed >= TimeSpan.FromSeconds(spec.TimeoutSeconds))
        {
            return new StopReason(JobOutcome.TimedOut, $"Timed out: it ran longer than the {spec.TimeoutSeconds} s of timeoutSeconds.");
        }

        if (_deadline is { } deadline && elapsed >= deadline)
        {
            return new StopReason(JobOutcome.TimedOut, "Timed out: its deadline passed.");
        }

        if (lookNow || _looked == 0 || time.GetElapsedTime(_looked) >= LookInterval)
        {
            _looked = time.GetTimestamp();
            return RecordFile.IsThere(spec.Folder.Cancel) ? new StopReason(JobOutcome.Canceled, "Canceled.") : null;
        }

        return null;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
