using Microsoft.Win32.SafeHandles;
using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>A job's log as a reader sees it: the bytes of its file, up to the last whole record, growing until the job is complete.</summary>
public sealed class JobLog
{
    // How soon a reader sees a new line; the file is looked at only while somebody follows.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(15);
    private readonly JobEntry _entry;
    private readonly TimeProvider _time;

    internal JobLog(JobEntry entry, TimeProvider time) => (_entry, _time) = (entry, time);

    public JobTicket Ticket => _entry.Ticket;

    /// <summary>True when nothing more will be written.</summary>
    public bool IsComplete => _entry.State == JobState.Complete;

    /// <summary>Bytes up to the end of the last whole record that is there now.</summary>
    public long Length => JobFiles.ReadLogLength(_entry.Folder);

    public Job Describe() => _entry.Describe();

    /// <summary>Null while nothing was logged.</summary>
    public SafeFileHandle? TryOpen() => JobFiles.OpenLog(_entry.Folder);

    /// <summary>Completes when the log may have grown or the job is complete: look again then.</summary>
    public async Task WaitForMoreAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_entry.Changed, Task.Delay(LookInterval, _time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }
}
