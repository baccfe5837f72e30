using Tentacle.Core.Files.Access;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Uploads;

/// <summary>A resumable upload with its record, the hash of the received content, and the one request that may write to it.</summary>
internal sealed class Upload(UploadRecord record, long offset) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private CancellationTokenSource? _writer;
    private int _arrivals;

    public UploadRecord Record { get; set; } = record;

    /// <summary>The number of bytes received.</summary>
    public long Offset { get; set; } = offset;

    /// <summary>The hasher of all bytes before <see cref="Offset"/>; null when these bytes must be read again.</summary>
    public ContentHasher? Hasher { get; set; }

    /// <summary>True while a request holds the upload.</summary>
    public bool IsTaken => Volatile.Read(ref _writer) is not null;

    /// <summary>True after the upload was removed with its record.</summary>
    public bool IsGone { get; set; }

    /// <summary>
    /// Reserves the upload for one request and cancels the request that holds it. A caller that connects again has abandoned its older connection,
    /// which may look alive here for a long time.
    /// </summary>
    /// <exception cref="FileRefusedException">An even later request took over the upload.</exception>
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

    /// <summary>Exclusive access to the upload until it is disposed.</summary>
    internal sealed class Turn(Upload upload, CancellationTokenSource writer, CancellationToken caller) : IDisposable
    {
        /// <summary>Canceled with the request, and when another request takes over the upload.</summary>
        public CancellationToken Token { get; } = writer.Token;

        /// <summary>The meaning of a canceled read: the caller disconnected, or another request took over the upload.</summary>
        public Exception Explain(OperationCanceledException e) => caller.IsCancellationRequested ? e : upload.TakenOver(e);

        public void Dispose() => upload.Release();
    }
}
