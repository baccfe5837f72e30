using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Processes;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Supervisor;

/// <summary>The one moment at which a job starts: <c>started</c> is made by whoever comes first, and who comes later does not start.</summary>
/// <param name="Record">What stands in it; null when somebody else has started the job, or the mark could not be written.</param>
/// <param name="IsTaken">Somebody else has started the job.</param>
internal readonly record struct StartMark(StartedRecord? Record, bool IsTaken)
{
    public static StartMark Make(LaunchSpec spec, DateTimeOffset now)
    {
        var path = spec.Folder.Started(spec.Run);
        try
        {
            using var file = AtomicFile.OpenNew(path);
            return Write(file, spec, now);
        }
        catch (IOException)
        {
            return new StartMark(null, IsTaken: File.Exists(path));
        }
    }

    /// <summary>Takes back what was marked. Only for who marked it, and before anything was started.</summary>
    public static void Undo(LaunchSpec spec) => File.Delete(spec.Folder.Started(spec.Run));

    private static StartMark Write(SafeFileHandle file, LaunchSpec spec, DateTimeOffset now)
    {
        var record = new StartedRecord(ProcessIdentity.Current, now) { Run = spec.Run };
        try
        {
            FileBytes.Write(file, JsonSerializer.SerializeToUtf8Bytes(record, JobRecordJson.Default.StartedRecord), 0);
            RandomAccess.FlushToDisk(file);
            AtomicFile.FlushDirectory(spec.Folder.Directory);
            return new StartMark(record, IsTaken: false);
        }
        catch (IOException)
        {
            Undo(spec);
            return default;
        }
    }
}
