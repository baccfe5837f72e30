using System.IO.Pipelines;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>What a peer sends after it was answered.</summary>
internal static class UnreadInput
{
    /// <summary>
    /// Drops what still comes until the peer closes: a connection that is closed with unread bytes is reset, and the peer may lose the answer. Ends early
    /// after so many bytes.
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
