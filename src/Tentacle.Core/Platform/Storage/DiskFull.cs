namespace Tentacle.Core.Platform.Storage;

/// <summary>Tells a full disk from other failures.</summary>
public static class DiskFull
{
    /// <summary>EFBIG: this file has no more room, whatever others have.</summary>
    internal const int FileTooLarge = 27;

    // ENOSPC and EDQUOT as the runtime hands them on; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>For an exception of our own that says the same.</summary>
    public const int Code = WindowsDiskFull;

    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    // The first is how the streams of .NET report EFBIG; see FileBytes.
    public static bool Is(Exception exception) =>
        exception is ArgumentOutOfRangeException { ParamName: "value" }
        || (exception is IOException && exception.HResult is NoSpace or OverQuota or FileTooLarge or WindowsDiskFull or WindowsHandleDiskFull);
}
