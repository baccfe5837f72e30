using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Submissions;

/// <summary>What became of a submission.</summary>
public abstract record SubmitResult
{
    private SubmitResult()
    {
    }

    /// <summary>It is on disk and will run.</summary>
    public sealed record Accepted(Job Job) : SubmitResult;

    /// <summary>The same content was submitted under this ticket before; it does not run again.</summary>
    public sealed record Known(Job Job) : SubmitResult;

    /// <summary>Other content was submitted under this ticket before.</summary>
    public sealed record Conflict(Job Job) : SubmitResult;

    /// <summary>A job of this ticket was accepted before, and its record is damaged: whether the content is the same cannot be told, and it does not run again.</summary>
    public sealed record Damaged(Job Job, string Why) : SubmitResult;

    /// <summary>A job of this ticket was deleted not long ago.</summary>
    public sealed record Forgotten(DateTimeOffset Until) : SubmitResult;

    /// <summary>The caller used this idempotency key for other content.</summary>
    public sealed record KeyReused(Job Job) : SubmitResult;

    /// <summary>No script of the request can be run here.</summary>
    public sealed record NoUsableShell(IReadOnlyList<string> Available) : SubmitResult;

    /// <summary>This machine cannot start a program with what the request gives it.</summary>
    public sealed record Invalid(ProblemError Error) : SubmitResult;

    /// <summary>The shell cannot be given these arguments.</summary>
    public sealed record ArgumentNotRepresentable(string Detail) : SubmitResult;

    /// <summary>The disk would be too full.</summary>
    public sealed record InsufficientStorage(string Directory, long FreeBytes, long NeededBytes) : SubmitResult;

    /// <summary>The agent takes no new jobs now.</summary>
    public sealed record Draining : SubmitResult;
}
