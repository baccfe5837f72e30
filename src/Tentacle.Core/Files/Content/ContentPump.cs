using Tentacle.Core.Files.Access;

namespace Tentacle.Core.Files.Content;

/// <summary>Copies content from the network to disk with constant memory. One buffer is filled while the other one is hashed and written.</summary>
internal sealed class ContentPump(TransferBuffers buffers)
{
    /// <summary>Copies the source to its end. When the connection breaks, the content received so far is written before the exception is thrown.</summary>
    /// <param name="atMost">The maximum number of bytes; null for no limit. More bytes are rejected with <see cref="FileRefusal.LengthMismatch"/>.</param>
    /// <param name="written">Called after each write.</param>
    public async Task CopyAsync(Stream source, IncomingFile target, long? atMost, Action written, CancellationToken cancellationToken)
    {
        byte[][] pair = [buffers.Rent(), buffers.Rent()];
        var writing = Task.CompletedTask;
        try
        {
            var left = atMost ?? long.MaxValue;
            for (var turn = 0; ; turn ^= 1)
            {
                var (filled, end) = await FillAsync(source, pair[turn], cancellationToken);
                await writing;
                left -= filled;
                if (left < 0)
                {
                    throw new FileRefusedException(
                        FileRefusal.LengthMismatch,
                        $"The content is longer than the {atMost} bytes that were announced. Announce its length, or send no more than that.");
                }

                var bytes = pair[turn].AsMemory(0, filled);
                writing = filled == 0 ? Task.CompletedTask : Task.Run(() => Write(target, bytes, written), CancellationToken.None);
                if (end is not null)
                {
                    await writing;
                    await end;
                    return;
                }
            }
        }
        finally
        {
            // A buffer must not be handed to another transfer while this one still writes from it.
            await writing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            buffers.Return(pair[0]);
            buffers.Return(pair[1]);
        }
    }

    private static void Write(IncomingFile target, ReadOnlyMemory<byte> bytes, Action written)
    {
        target.Write(bytes.Span);
        written();
    }

    // The end is a completed task, or a task with the exception of the failed read. It is null while more content may follow.
    private static async Task<(int Filled, Task? End)> FillAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            int read;
            try
            {
                read = await source.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            }
            catch (OperationCanceledException e)
            {
                return (filled, Task.FromException(e));
            }
            catch (IOException e)
            {
                return (filled, Task.FromException(e));
            }

            if (read == 0)
            {
                return (filled, Task.CompletedTask);
            }

            filled += read;
        }

        return (filled, null);
    }
}
