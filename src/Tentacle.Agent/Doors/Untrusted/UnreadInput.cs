using System.IO.Pipelines;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>The bytes that a peer sends after the answer.</summary>
internal static class UnreadInput
{
    /// <summary>
    /// Discards input until the peer closes the connection, or until <paramref name="atMost"/> bytes were read. Closing a connection with unread bytes resets
    /// it, and the peer may lose the answer.
    /// </summary>
    public static async Task DropAsync(PipeReader input, long atMost, CancellationToken cancellationToken)
    {
        while (await input.ReadAsync(cancellationToken) is { IsCompleted: false } read)
        {
            atMost -= read.Buffer.Length;
            input.AdvanceTo(read.Buffer.End);
            if (atMost <= 0)
            {
                return;
            }
        }
    }
}
