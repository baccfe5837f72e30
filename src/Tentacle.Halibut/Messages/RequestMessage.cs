using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut.Messages;

/// <summary>A call.</summary>
/// <param name="Id">Chosen by the caller and repeated in the answer.</param>
/// <param name="Service">The name of the contract, for example <c>IScriptServiceV2</c>.</param>
/// <param name="Streams">The data streams after the message.</param>
internal sealed record RequestMessage(string Id, string Service, string Method, IReadOnlyList<BsonValue> Parameters, AnnouncedStreams Streams)
{
    private const string Envelope = "Message";
    private const int MaxShown = 100;

    /// <summary>The name of the method for messages. The peer chooses it, so it is bounded.</summary>
    public string Shown => ShownService + "::" + Cut(Method);

    /// <summary>The name of the service for messages, bounded likewise.</summary>
    public string ShownService => Cut(Service);

    /// <returns>Null for the message without a call, which keeps an idle connection open.</returns>
    /// <exception cref="HalibutProtocolException">The message is not a call.</exception>
    public static RequestMessage? Read(BsonDocument root, WireStream wire, HalibutLimits limits)
    {
        if (root.Members is not [(Envelope, var message)])
        {
            throw NotACall();
        }

        return message is BsonValue.NullValue ? null : Read(message as BsonDocument ?? throw NotACall(), AnnouncedStreams.Collect(root, wire, limits));
    }

    /// <summary>Puts a message into the document that travels.</summary>
    public static BsonDocument Wrap(BsonValue message) => new([(Envelope, message)]);

    private static RequestMessage Read(BsonDocument message, AnnouncedStreams streams) =>
        WireTypes.Find(message) == WireType.RequestMessage
        && message["id"] is BsonValue.Text(var id)
        && message["service"] is BsonValue.Text(var service)
        && message["method"] is BsonValue.Text(var method)
        && message["params"] is BsonArray(var parameters)
            ? new RequestMessage(id, service, method, parameters, streams)
            : throw NotACall();

    private static string Cut(string name) => name.Length <= MaxShown ? name : name[..MaxShown];

    private static HalibutProtocolException NotACall() => new("The message is not a call.");
}
