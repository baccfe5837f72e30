using Tentacle.Contracts;
using Tentacle.Core.Files.Access;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Uploads;

/// <summary>Checks the conditions of a request against a file.</summary>
internal static class FilePreconditions
{
    /// <param name="conditions">The conditions that must hold.</param>
    /// <param name="status">The status of the existing file; null when there is none.</param>
    /// <param name="path">The path as the caller wrote it.</param>
    /// <exception cref="FileRefusedException">A condition does not hold.</exception>
    public static void Check(this Preconditions conditions, FileStatus? status, string path)
    {
        if (conditions.FindFailure(status is null ? null : new ResourceVersion(status.Version, status.ModifiedAt), path) is { } failure)
        {
            throw new FileRefusedException(FileRefusal.PreconditionFailed, failure);
        }
    }
}
