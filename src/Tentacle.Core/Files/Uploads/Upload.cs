using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;

namespace Tentacle.Core.Files.Uploads;

/// <summary>A resumable upload: its record, the hash of what has come, and the one request that may write to it.</summary>
internal sealed class Upload(UploadRecord record, long offset) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private CancellationTokenSource? _writer;
    private int _arrivals;

    public UploadRecord Record { get; set; } = record;

    /// <summary>How much has come.</summary>
    public long Offset { get; set; } = offset;

    /// <summary>Has had all before <see cref="Offset"/>; null when that has to be read again.</summary>
    public ContentHasher? Hasher { get; set; }

    /// <summary>True while a request holds it.</summary>
    public bool IsTaken => Volatile.Read(ref _writer) is not null;

    /// <summary>True once it was given up: its record and its content are gone.</summary>
    public bool IsGone { get; set; }

    /// <summary>
    /// Takes the upload for one request. One that holds it is ended: a caller that comes again has given its older connection up, which may look
    /// alive here for long.
    /// </summary>
    /// <exception cref="FileRefusedException">A still later request took it.</exception>
    public async Task<Turn> TakeAsync(CancellationToken cancellationToken)
    {
        int arrival;
        lock (_lock)
        {
            arrival = ++_arrivals;
            _writer?.Cancel();
        }

        await _writing.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (arrival != _arrivals)
            {
                _writing.Release();
                throw TakenOver(null);
            }

            _writer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            return new Turn(this, _writer, cancellationToken);
        }
    }

    public void Dispose()
    {
        Hasher?.Dispose();
        _writing.Dispose();
    }

    private FileRefusedException TakenOver(Exception? inner) =>
        new(FileRefusal.UploadTakenOver, $"A later request took over the upload '{Record.Id}'. Only one may write to it: HEAD shows how far it is.", inner);

    private void Release()
    {
        lock (_lock)
        {
            _writer?.Dispose();
            _writer = null;
        }

        _writing.Release();
    }

    /// <summary>While it lasts, nobody else touches the upload.</summary>
    internal sealed class Turn(Upload upload, CancellationTokenSource writer, CancellationToken caller) : IDisposable
    {
        /// <summary>Cancelled with the request, and when another one takes the upload.</summary>
        public CancellationToken Token { get; } = writer.Token;

        /// <summary>What a cancelled read means: the caller has gone, or somebody else has come.</summary>
        public Exception Explain(OperationCanceledException e) => caller.IsCancellationRequested ? e : upload.TakenOver(e);

        public void Dispose() => upload.Release();
    }
}
