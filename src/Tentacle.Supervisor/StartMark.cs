using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Supervisor;

/// <summary>The atomic start of a run. The first supervisor creates <c>started</c>, and a later one does not start the run.</summary>
/// <param name="Record">The content of the mark. Null when another supervisor has started the run, or the mark could not be written.</param>
/// <param name="IsTaken">True when another supervisor has started the run.</param>
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

    /// <summary>Removes the mark. Only for the supervisor that made it, and only before anything was started.</summary>
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
