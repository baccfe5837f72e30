
namespace Tentacle.Manager.Model.Instances;

/// <summary>The disk space of the file system for jobs.</summary>
public sealed record DiskSpace(long Free, long Total, long Minimum)
{
    public bool IsTooFull => Free < Minimum;

    public static DiskSpace? Find(string directory, long minimum)
    {
        try
        {
            var drive = new DriveInfo(directory);
            return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize, minimum);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
