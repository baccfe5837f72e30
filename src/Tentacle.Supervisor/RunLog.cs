using Tentacle.Core.Jobs.Logs;
using Tentacle.Core.Jobs.Records;

namespace Tentacle.Supervisor;

/// <summary>The log of the run that a supervisor is told to watch.</summary>
internal static class RunLog
{
    /// <summary>Null when it cannot be opened, or there is no room for a job's last words.</summary>
    public static LogWriter? TryOpen(LaunchOrder order, TimeProvider time)
    {
        try
        {
            return new LogWriter(order.Folder.Log, order.LogLimit, new SecretMasker(order.SensitiveValues), time);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
