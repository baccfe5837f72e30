using System.Text.Json;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform;

namespace Tentacle.Supervisor;

/// <summary>The one moment at which a job starts: <c>started</c> is made by whoever comes first, and who comes later does not start.</summary>
internal static class StartMark
{
    /// <summary>Null when somebody else has started the job.</summary>
    public static StartedRecord? TryMake(LaunchOrder order, DateTimeOffset now)
    {
        var record = new StartedRecord(ProcessIdentity.Current, now) { Run = order.Run };
        var content = JsonSerializer.SerializeToUtf8Bytes(record, JobRecordJson.Default.StartedRecord);
        try
        {
            AtomicFile.WriteNew(order.Folder.Started, content);
        }
        catch (IOException) when (File.Exists(order.Folder.Started))
        {
            return null;
        }

        AtomicFile.FlushDirectory(order.Folder.Directory);
        return record;
    }
}
