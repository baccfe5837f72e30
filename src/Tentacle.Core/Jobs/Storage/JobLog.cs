using Microsoft.Win32.SafeHandles;
using Tentacle.Contracts;
using Tentacle.Jobs.Format;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>The log of a job for readers: the bytes of its file, up to the last complete record. It grows until the job is complete.</summary>
public sealed class JobLog
{
    // The delay until a reader sees a new line. The file is polled only while a reader follows the log.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(15);
    private readonly JobEntry _entry;
    private readonly TimeProvider _time;

    internal JobLog(JobEntry entry, TimeProvider time) => (_entry, _time) = (entry, time);

    public JobTicket Ticket => _entry.Ticket;

    /// <summary>True when nothing more will be written.</summary>
    public bool IsComplete => _entry.State == JobState.Complete;

    /// <summary>The current length in bytes, up to the end of the last complete record.</summary>
    public long Length => JobFiles.ReadLogLength(_entry.Folder);

    public Job Describe() => _entry.Describe();

    /// <summary>Opens the log for reading. Null when nothing was logged yet.</summary>
    public SafeFileHandle? TryOpen() => JobFiles.OpenLog(_entry.Folder);

    /// <summary>Completes when the log may have grown or the job may be complete. The caller then checks again.</summary>
    public async Task WaitForMoreAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_entry.Changed, Task.Delay(LookInterval, _time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }
}
