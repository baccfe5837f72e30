using Tentacle.Core.Jobs.Logs;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Processes;

namespace Tentacle.Supervisor;

/// <summary>The log of the run that a supervisor is told to watch.</summary>
internal static class RunLog
{
    private const int LastWords = 64 * 1024;

    /// <summary>Null when it cannot be opened, or there is no room for a job's last words.</summary>
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

    // What is beyond the limit on the size of a file cannot be written, and neither could the record that says so: it needs some room below.
    private static long Fitting(long fileSize) => fileSize - Math.Min(LastWords, fileSize / 4);
}
