using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Submissions;

/// <summary>The result of a submission.</summary>
public abstract record SubmitResult
{
    private SubmitResult()
    {
    }

    /// <summary>The job is on disk and will run.</summary>
    public sealed record Accepted(Job Job) : SubmitResult;

    /// <summary>The same content was submitted under this ticket before; it does not run again.</summary>
    public sealed record Known(Job Job) : SubmitResult;

    /// <summary>Different content was submitted under this ticket before.</summary>
    public sealed record Conflict(Job Job) : SubmitResult;

    /// <summary>A job of this ticket was accepted before, and its record is damaged. The content cannot be compared, and the job does not run again.</summary>
    public sealed record Damaged(Job Job, string Why) : SubmitResult;

    /// <summary>A job of this ticket or idempotency key was deleted recently.</summary>
    public sealed record Forgotten(DateTimeOffset Until) : SubmitResult;

    /// <summary>The caller used this idempotency key for different content.</summary>
    public sealed record KeyReused(Job Job) : SubmitResult;

    /// <summary>No script of the request can be run here.</summary>
    public sealed record NoUsableShell(IReadOnlyList<string> Available) : SubmitResult;

    /// <summary>This machine cannot start a program with the arguments and environment of the request.</summary>
    public sealed record Invalid(ProblemError Error) : SubmitResult;

    /// <summary>The arguments cannot be passed to the shell.</summary>
    public sealed record ArgumentNotRepresentable(string Detail) : SubmitResult;

    /// <summary>The disk has too little free space.</summary>
    public sealed record InsufficientStorage(string Directory, long FreeBytes, long NeededBytes) : SubmitResult;

    /// <summary>The agent is draining and accepts no new jobs.</summary>
    public sealed record Draining : SubmitResult;
}
