using Tentacle.Jobs.Format.Logs;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Processes;

namespace Tentacle.Supervisor;

/// <summary>Opens the log of a run.</summary>
internal static class RunLog
{
    private const int LastWords = 64 * 1024;

    /// <summary>The log. Null when it cannot be opened, or there is no disk space to reserve for its last records.</summary>
    public static LogWriter? TryOpen(LaunchSpec spec, TimeProvider time)
    {
        try
        {
            return new LogWriter(spec.Folder.Log, Math.Min(spec.LogLimit, Fitting(ProcessLimits.FileSize)), new SecretMasker(spec.SensitiveValues), time);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Records beyond the file size limit cannot be written. The record that reports this needs space below the limit.
    private static long Fitting(long fileSize) => fileSize - Math.Min(LastWords, fileSize / 4);
}
