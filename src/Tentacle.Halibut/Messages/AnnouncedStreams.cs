using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut.Messages;

/// <summary>The data streams of a request, in the order in which they follow it.</summary>
internal sealed class AnnouncedStreams
{
    private const string Id = "id";
    private const string Length = "length";
    private readonly OrderedDictionary<Guid, IncomingStream> _byId = [];

    public int Count => _byId.Count;

    /// <summary>Goes through a whole message: collects its streams, and checks the names of types at every depth.</summary>
    /// <exception cref="HalibutProtocolException">A type is not in the table, or the streams exceed a limit.</exception>
    public static AnnouncedStreams Collect(BsonDocument message, WireStream wire, HalibutLimits limits)
    {
        var streams = new AnnouncedStreams();
        streams.Visit(message, wire, limits);
        return streams;
    }

    /// <returns>Null when the value does not announce a data stream.</returns>
    public IncomingStream? Find(BsonValue value) =>
        value is BsonDocument document && document[Id] is BsonValue.Uuid(var id) && _byId.TryGetValue(id, out var stream) ? stream : null;

    /// <summary>Reads what the call has left unread, so that the next message is found.</summary>
    public async Task SkipAsync(CancellationToken cancellationToken)
    {
        const int Chunk = 64 * 1024;
        var scratch = Count > 0 ? new byte[Chunk] : [];
        foreach (var stream in _byId.Values)
        {
            await stream.SkipAsync(scratch, cancellationToken);
        }
    }

    private void Visit(BsonValue value, WireStream wire, HalibutLimits limits)
    {
        switch (value)
        {
            case BsonDocument document:
                VisitDocument(document, wire, limits);
                break;
            case BsonArray array:
                foreach (var item in array.Items)
                {
                    Visit(item, wire, limits);
                }

                break;
        }
    }

    private void VisitDocument(BsonDocument document, WireStream wire, HalibutLimits limits)
    {
        var type = WireTypes.Find(document);
        if (type is null && document.Members.Any(m => m.Name == WireTypes.Member))
        {
            throw new HalibutProtocolException("The message names a type that is not part of the protocol.");
        }

        if (IsStream(document, type))
        {
            Add(document, wire, limits);
            return;
        }

        foreach (var (_, value) in document.Members)
        {
            Visit(value, wire, limits);
        }
    }

    // Inside a contract type the stream does not name its type: it is the only one with these two members.
    private static bool IsStream(BsonDocument document, WireType? type) => type == WireType.DataStream
        || (type is null && document.Members is [(Id, BsonValue.Uuid), (Length, _)] or [(Length, _), (Id, BsonValue.Uuid)]);

    private void Add(BsonDocument document, WireStream wire, HalibutLimits limits)
    {
        var length = document[Length] switch
        {
            BsonValue.Number64(var number) => number,
            BsonValue.Number32(var number) => number,
            _ => -1,
        };
        if (document[Id] is not BsonValue.Uuid(var id) || length < 0 || length > limits.MaxStreamBytes || Count == limits.MaxStreams)
        {
            throw new HalibutProtocolException(
                $"The message announces a data stream without a valid length, of more than {limits.MaxStreamBytes} bytes, or more than {limits.MaxStreams} "
                + "of them.");
        }

        var stream = new IncomingStream(wire, id, length, Count == 0 ? null : _byId.GetAt(Count - 1).Value);
        if (!_byId.TryAdd(id, stream))
        {
            throw new HalibutProtocolException("The message announces the same data stream again.");
        }
    }
}
