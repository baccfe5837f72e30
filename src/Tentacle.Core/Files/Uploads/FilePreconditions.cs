using Tentacle.Contracts;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Files.Uploads;

/// <summary>Holds the conditions of a request against a file.</summary>
internal static class FilePreconditions
{
    /// <param name="conditions">What must hold.</param>
    /// <param name="status">The file that is there; null when none is.</param>
    /// <param name="path">As the caller wrote it.</param>
    /// <exception cref="FileRefusedException">They do not hold.</exception>
    public static void Check(this Preconditions conditions, FileStatus? status, string path)
    {
        if (conditions.FindFailure(status is null ? null : new ResourceVersion(status.Version, status.ModifiedAt), path) is { } failure)
        {
            throw new FileRefusedException(FileRefusal.PreconditionFailed, failure);
        }
    }
}
