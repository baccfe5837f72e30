using System.Text;

namespace Tentacle.Halibut.Wire;

/// <summary>The lines that two peers exchange before and between messages.</summary>
internal sealed class ControlLines(WireStream wire, HalibutLimits limits, HalibutTimeouts timeouts)
{
    public const string Next = "NEXT";
    public const string Proceed = "PROCEED";
    public const string End = "END";
    private const string Opening = "MX";
    private const string Server = "MX-SERVER";
    private const string Client = "MX-CLIENT";
    private const string Version = " 1.0";

    /// <summary>Reads the opening and the identity of a client that has dialled, and answers as a server.</summary>
    /// <returns>False when the peer closed the connection before it sent all of it.</returns>
    /// <exception cref="HalibutProtocolException">The peer does not speak the protocol, or it is not a client.</exception>
    public async Task<bool> AcceptClientAsync(CancellationToken cancellationToken)
    {
        var identity = await wire.WithinAsync(timeouts.Opening, async token =>
            await ReadLineAsync(token) is { } opening && Expect(opening, Opening) && await ReadEmptyLineAsync(token) ? await ReadIdentityAsync(token) : null,
            cancellationToken);
        if (identity is null)
        {
            return false;
        }

        Expect(identity, Client);
        await SendAsync($"{Server}{Version}\r\n\r\n", cancellationToken);
        return true;
    }

    /// <summary>Opens a connection that was dialled, as the subscriber of a queue, and waits for the answer of the server.</summary>
    /// <exception cref="EndOfStreamException">The server closed the connection, as it does when it does not trust the certificate.</exception>
    /// <exception cref="HalibutProtocolException">The peer is not a Halibut server.</exception>
    public async Task SubscribeAsync(string subscription, CancellationToken cancellationToken)
    {
        await SendAsync("MX\r\n\r\n", cancellationToken);
        await SendAsync($"MX-SUBSCRIBER{Version} {subscription}\r\n\r\n", cancellationToken);
        var identity = await wire.WithinAsync(timeouts.Opening, async token => await ReadIdentityAsync(token), cancellationToken)
            ?? throw new EndOfStreamException("The server closed the connection instead of accepting it: it may not trust the certificate.");
        Expect(identity, Server);
    }

    /// <summary>Reads the next control line and skips the empty lines before it.</summary>
    /// <returns>Null when the peer closed the connection.</returns>
    public async Task<string?> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken) => await wire.WithinAsync(timeout, async token =>
    {
        for (var skipped = 0; skipped <= limits.MaxEmptyLines; skipped++)
        {
            var line = await ReadLineAsync(token);
            if (line is not "")
            {
                return line;
            }
        }

        throw new HalibutProtocolException($"The peer sent more than {limits.MaxEmptyLines} empty lines.");
    }, cancellationToken);

    public Task SendLineAsync(string line, CancellationToken cancellationToken) => SendAsync(line + "\r\n", cancellationToken);

    private async Task SendAsync(string lines, CancellationToken cancellationToken)
    {
        await wire.WriteAsync(Encoding.ASCII.GetBytes(lines), cancellationToken);
        await wire.FlushAsync(cancellationToken);
    }

    // A peer on Windows and one on Linux end the opening lines differently, and the identity ends with an empty line.
    private async Task<string?> ReadIdentityAsync(CancellationToken cancellationToken) =>
        await ReadLineAsync(cancellationToken) is { } identity && await ReadEmptyLineAsync(cancellationToken) ? identity : null;

    private async Task<bool> ReadEmptyLineAsync(CancellationToken cancellationToken) => await ReadLineAsync(cancellationToken) switch
    {
        null => false,
        "" => true,
        var line => throw new HalibutProtocolException($"The peer sent '{line}' where an empty line belongs."),
    };

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = wire.Available.IndexOf((byte)'\n');
            if (Math.Max(end, end < 0 ? wire.Available.Length : 0) > limits.MaxLineBytes)
            {
                throw new HalibutProtocolException($"The peer sent a line of more than {limits.MaxLineBytes} bytes.");
            }

            if (end >= 0)
            {
                var line = Decode(wire.Available[..end]);
                wire.Take(end + 1);
                return line;
            }

            if (!await wire.FillAsync(Timeout.InfiniteTimeSpan, cancellationToken))
            {
                return wire.Available.IsEmpty ? null : throw WireStream.Truncated();
            }
        }
    }

    // The text may be logged, so control characters are rejected.
    private static string Decode(ReadOnlySpan<byte> line)
    {
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        return line.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? throw new HalibutProtocolException("The peer sent a control line that is not printable ASCII.")
            : Encoding.ASCII.GetString(line);
    }

    private static bool Expect(string line, string word) => line == word || line.StartsWith(word + " ", StringComparison.Ordinal)
        ? true
        : throw new HalibutProtocolException($"The peer sent '{line}' where {word} belongs.");
}
