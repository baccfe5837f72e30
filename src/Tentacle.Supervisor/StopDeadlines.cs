using Tentacle.Contracts;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;
using Tentacle.Platform.Directories;

namespace Tentacle.Supervisor;

/// <summary>The reason why a script is ended early.</summary>
/// <param name="Outcome">Canceled or timed out.</param>
/// <param name="Reason">The message for the job and its log.</param>
internal sealed record StopReason(JobOutcome Outcome, string Reason)
{
    public int ExitCode => Outcome == JobOutcome.Canceled ? ScriptExitCodes.Canceled : ScriptExitCodes.TimedOut;
}

/// <summary>Determines when a script must be ended: on request, after its timeout, or at its deadline.</summary>
internal sealed class StopDeadlines(LaunchSpec spec, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly long _started = time.GetTimestamp();
    private readonly TimeSpan? _deadline = spec.Deadline - time.GetUtcNow();
    private long _looked;

    /// <summary>The time until the next check is due.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            var elapsed = time.GetElapsedTime(_started);
            var next = LookInterval;
            next = spec.TimeoutSeconds > 0 ? TimeSpan.Min(next, TimeSpan.FromSeconds(spec.TimeoutSeconds) - elapsed) : next;
            return _deadline is { } deadline ? TimeSpan.Min(next, deadline - elapsed) : next;
        }
    }

    /// <summary>The reason to end the script. Null while the script may continue.</summary>
    /// <param name="lookNow">True after a wake-up. The request to cancel is then checked even if the last check was a moment ago.</param>
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
}
