namespace Tentacle.Core.Platform.Storage;

/// <summary>Tells a full disk from other failures.</summary>
public static class DiskFull
{
    // ENOSPC and EDQUOT as the runtime hands them on; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>For an exception of our own that says the same.</summary>
    public const int Code = WindowsDiskFull;

    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    public static bool Is(Exception exception) =>
        exception is IOException && exception.HResult is NoSpace or OverQuota or WindowsDiskFull or WindowsHandleDiskFull;
}
