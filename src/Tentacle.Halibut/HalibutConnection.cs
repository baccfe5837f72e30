using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Messages;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut;

/// <summary>
/// One connection of Octopus Server after the TLS handshake, on which the agent is the service: one call at a time. The owner of the stream has checked the
/// certificate of the peer, and closes the stream when the task ends.
/// </summary>
public sealed class HalibutConnection
{
    private readonly HalibutOptions _options;
    private readonly WireStream _wire;
    private readonly ControlLines _lines;
    private readonly MessageStream _messages;
    private readonly CallTable _calls;

    /// <param name="stream">The decrypted connection. It is used by this class alone, from its first byte on.</param>
    public HalibutConnection(Stream stream, IHalibutServices services, HalibutOptions options)
    {
        _options = options;
        _wire = new WireStream(stream, options.Timeouts.Transfer, options.Time);
        _lines = new ControlLines(_wire, options.Limits, options.Timeouts);
        _messages = new MessageStream(_wire, options.Limits);
        _calls = new CallTable(services, options.CallFailed);
    }

    private enum Exchange
    {
        Closed,
        Empty,
        Answered,
    }

    /// <summary>Serves a server that has dialled, until it closes the connection or is idle for too long.</summary>
    /// <param name="drain">Ends the connection after the call that is running.</param>
    /// <exception cref="HalibutProtocolException">The peer broke the protocol or a limit.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="TimeoutException">The peer stopped in the middle of an exchange.</exception>
    public async Task ServeAsync(CancellationToken drain, CancellationToken cancellationToken)
    {
        if (!await _lines.AcceptClientAsync(cancellationToken))
        {
            return;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(drain, cancellationToken);
        while (await UnlessDrainedAsync(AnswerAsync(_options.Timeouts.Idle, waiting.Token, cancellationToken), drain, cancellationToken) == Exchange.Answered
            && await UnlessDrainedAsync(ReadNextAsync(waiting.Token), drain, cancellationToken))
        {
            await _lines.SendLineAsync(ControlLines.Proceed, cancellationToken);
        }
    }

    /// <summary>Takes calls from a server that was dialled, until the server closes the connection.</summary>
    /// <param name="subscription">The name of the queue, for example <c>poll://abc/</c>.</param>
    /// <inheritdoc cref="ServeAsync"/>
    public async Task PollAsync(Uri subscription, CancellationToken drain, CancellationToken cancellationToken)
    {
        await _lines.SubscribeAsync(subscription.ToString(), cancellationToken);
        _options.Accepted();

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(drain, cancellationToken);
        while (await UnlessDrainedAsync(AnswerAsync(_options.Timeouts.Polled, waiting.Token, cancellationToken), drain, cancellationToken) != Exchange.Closed
            && !drain.IsCancellationRequested)
        {
            await _lines.SendLineAsync(ControlLines.Next, cancellationToken);
            if (!Continues(await _lines.ReadAsync(_options.Timeouts.ControlLine, cancellationToken), ControlLines.Proceed))
            {
                return;
            }
        }
    }

    private async Task<Exchange> AnswerAsync(TimeSpan wait, CancellationToken waiting, CancellationToken cancellationToken)
    {
        if (await _messages.ReadAsync(wait, waiting, cancellationToken) is not { } message)
        {
            return Exchange.Closed;
        }

        if (RequestMessage.Read(BsonReader.Read(message, _options.Limits), _wire, _options.Limits) is not { } call)
        {
            return Exchange.Empty;
        }

        if (call.Streams.Count > 0)
        {
            _options.AwaitingStreams();
        }

        var answer = await _calls.InvokeAsync(call, cancellationToken);
        await using var stream = answer.Stream;
        await call.Streams.SkipAsync(cancellationToken);
        await _messages.WriteAsync(BsonWriter.Write(answer.ToBson()), stream is null ? [] : [stream], cancellationToken);
        return Exchange.Answered;
    }

    // The server keeps connections for later calls and drops them without a word.
    private async Task<bool> ReadNextAsync(CancellationToken waiting)
    {
        try
        {
            return Continues(await _lines.ReadAsync(_options.Timeouts.Idle, waiting), ControlLines.Next);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static bool Continues(string? line, string expected) => line switch
    {
        null or ControlLines.End => false,
        _ when line == expected => true,
        _ => throw new HalibutProtocolException($"The peer sent '{line}' where {expected} belongs."),
    };

    // A wait that the drain ends is the regular end of the connection. A call that is running does not see the drain.
    private static async Task<T?> UnlessDrainedAsync<T>(Task<T> task, CancellationToken drain, CancellationToken cancellationToken)
    {
        try
        {
            return await task;
        }
        catch (OperationCanceledException) when (drain.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return default;
        }
    }
}
