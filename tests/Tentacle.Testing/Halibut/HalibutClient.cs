using System.IO.Compression;
using System.Text;

namespace Tentacle.Testing.Halibut;

/// <summary>
/// The client side of the protocol, written from its description: what Octopus Server is to an agent, over a decrypted connection that it dialled or accepted.
/// It shares no code with the service side.
/// </summary>
public sealed class HalibutClient : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly bool _dialled;
    private bool _used;

    private HalibutClient(Stream stream, bool dialled)
    {
        _stream = stream;
        _dialled = dialled;
    }

    /// <summary>The queue that a polling agent asked for.</summary>
    public string? Subscription { get; private set; }

    /// <summary>The identifier of the request that was sent last.</summary>
    public string? LastId { get; private set; }

    /// <summary>Opens a connection that was dialled.</summary>
    public static async Task<HalibutClient> DialAsync(Stream stream, CancellationToken cancellationToken)
    {
        var client = new HalibutClient(stream, dialled: true);
        await client.SendTextAsync("MX\n\n", cancellationToken);
        await client.SendTextAsync("MX-CLIENT 1.0\r\n\r\n", cancellationToken);
        await client.ExpectAsync("MX-SERVER 1.0", cancellationToken);
        await client.ExpectAsync("", cancellationToken);
        return client;
    }

    /// <summary>Accepts a connection of a polling agent.</summary>
    public static async Task<HalibutClient> AcceptAsync(Stream stream, CancellationToken cancellationToken)
    {
        var client = new HalibutClient(stream, dialled: false);
        await client.ExpectAsync("MX", cancellationToken);
        await client.ExpectAsync("", cancellationToken);
        var identity = await client.ReadLineAsync(cancellationToken);
        client.Subscription = identity.Split(' ') is ["MX-SUBSCRIBER", "1.0", var subscription]
            ? subscription : throw new InvalidDataException($"'{identity}' is not the identity of a subscriber.");
        await client.ExpectAsync("", cancellationToken);
        await client.SendTextAsync("MX-SERVER 1.0\r\n\r\n", cancellationToken);
        return client;
    }

    /// <summary>Calls a method and waits for the answer.</summary>
    /// <param name="streams">The contents after the message, in the order in which the parameters announce them.</param>
    public async Task<HalibutAnswer> CallAsync(
        string service,
        string method,
        IReadOnlyList<object?> parameters,
        IReadOnlyList<(Guid Id, byte[] Content)> streams,
        CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        await SendMessageAsync(Request(service, method, parameters), cancellationToken);
        foreach (var (id, content) in streams)
        {
            // Three writes, as the original makes them.
            await SendAsync([.. id.ToByteArray(), .. BitConverter.GetBytes((long)content.Length)], cancellationToken);
            await SendAsync(content, cancellationToken);
            await SendAsync(BitConverter.GetBytes((long)content.Length), cancellationToken);
        }

        var answer = HalibutBson.Read(await ReceiveMessageAsync(cancellationToken)).Document("Message");
        var received = answer["result"] is HalibutDocument result && result.Text(HalibutDocument.TypeMember) == "Halibut.DataStream, Halibut"
            ? await ReceiveContentAsync(result, cancellationToken) : null;
        await EndPolledAsync(cancellationToken);
        return new HalibutAnswer(answer, received);
    }

    /// <summary>Sends the message without a call, as a server without work does every 30 seconds.</summary>
    public async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        await SendMessageAsync(new HalibutDocument { ["Message"] = null }, cancellationToken);
        await EndPolledAsync(cancellationToken);
    }

    /// <summary>Says goodbye.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => SendTextAsync("END\r\n", cancellationToken);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>The message of a call.</summary>
    public HalibutDocument Request(string service, string method, IReadOnlyList<object?> parameters)
    {
        LastId = $"{service}::{method}Async[1] / {Guid.NewGuid()}";
        var request = HalibutDocument.OfType("Halibut.Transport.Protocol.RequestMessage, Halibut");
        request["id"] = LastId;
        request["activityId"] = Guid.NewGuid();
        request["endpoint"] = new HalibutDocument { ["BaseUri"] = "https://localhost/", ["RetryCountLimit"] = 5, ["ForceResolveHost"] = false };
        request["service"] = service;
        request["method"] = method;
        request["params"] = parameters;
        return new HalibutDocument { ["Message"] = request };
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_dialled && _used)
        {
            await SendTextAsync("NEXT\r\n", cancellationToken);
            await ExpectAsync("PROCEED", cancellationToken);
        }

        _used = true;
    }

    private async Task EndPolledAsync(CancellationToken cancellationToken)
    {
        if (!_dialled)
        {
            await ExpectAsync("NEXT", cancellationToken);
            await SendTextAsync("PROCEED\r\n", cancellationToken);
        }
    }

    private async Task SendMessageAsync(HalibutDocument message, CancellationToken cancellationToken)
    {
        using var compressed = new MemoryStream();
        await using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(HalibutBson.Write(message));
        }

        await SendAsync(compressed.ToArray(), cancellationToken);
    }

    private async Task<byte[]> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        using var inflated = new MemoryStream();
        await using var source = new SingleByteStream(_stream);
        await using var inflate = new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true);
        var chunk = new byte[4096];

        // A copy would read the connection to its end.
        while (await inflate.ReadAsync(chunk, cancellationToken) is var read and > 0)
        {
            inflated.Write(chunk, 0, read);
        }

        return inflated.ToArray();
    }

    private async Task<byte[]> ReceiveContentAsync(HalibutDocument announced, CancellationToken cancellationToken)
    {
        var header = new byte[24];
        await _stream.ReadExactlyAsync(header, cancellationToken);
        var content = new byte[announced.Number("length")];
        await _stream.ReadExactlyAsync(content, cancellationToken);
        var trailer = new byte[8];
        await _stream.ReadExactlyAsync(trailer, cancellationToken);
        return new Guid(header.AsSpan(0, 16)).Equals(announced["id"]) && header.AsSpan(16).SequenceEqual(trailer)
            && BitConverter.ToInt64(trailer) == content.Length ? content : throw new InvalidDataException("The data stream is not the announced one.");
    }

    private async Task ExpectAsync(string expected, CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken);
        if (line != expected)
        {
            throw new InvalidDataException($"The agent sent '{line}' where '{expected}' belongs.");
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(next, cancellationToken);
            if (next[0] == (byte)'\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next[0]);
        }
    }

    private Task SendTextAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.ASCII.GetBytes(text), cancellationToken);

    private async Task SendAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }
}
