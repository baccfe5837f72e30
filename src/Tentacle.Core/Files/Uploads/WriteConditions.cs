using Tentacle.Core.Files.Access;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Files.Uploads;

/// <summary>What must hold of the file that is there for it to be written or deleted. Tags are without quotes; <c>*</c> is any file.</summary>
/// <param name="IfMatch">One of these must be there; null asks for nothing.</param>
/// <param name="IfNoneMatch">None of these may be there; null asks for nothing.</param>
public sealed record WriteConditions(IReadOnlyList<string>? IfMatch = null, IReadOnlyList<string>? IfNoneMatch = null)
{
    public const string Any = "*";

    public static WriteConditions None { get; } = new();

    /// <exception cref="FileRefusedException">They do not hold.</exception>
    internal void Check(FileStatus? status, string path)
    {
        if (IfMatch is not null && !Matches(IfMatch, status))
        {
            throw new FileRefusedException(FileRefusal.PreconditionFailed, status is null
                ? $"'{path}' is not there, and If-Match asks for one that is. Leave If-Match out to make it."
                : $"'{path}' is not the version that If-Match asks for: its entity tag is \"{status.Version}\". Read it again and decide anew.");
        }

        if (IfNoneMatch is not null && Matches(IfNoneMatch, status))
        {
            throw new FileRefusedException(FileRefusal.PreconditionFailed, $"'{path}' is there already, with the entity tag \"{status!.Version}\", and If-None-Match asks for none. Leave If-None-Match out to replace it.");
        }
    }

    private static bool Matches(IReadOnlyList<string> tags, FileStatus? status) => status is not null && (tags.Contains(Any) || tags.Contains(status.Version));
}
