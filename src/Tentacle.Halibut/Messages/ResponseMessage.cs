using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut.Messages;

/// <summary>The answer to a call.</summary>
/// <param name="Id">That of the call.</param>
/// <param name="Error">Null when the call succeeded.</param>
/// <param name="Result"><see cref="BsonValue.Null"/> for a call without a result.</param>
/// <param name="Stream">The data stream after the message. Null when the result has none.</param>
internal sealed record ResponseMessage(string Id, ServerError? Error, BsonValue Result, OutgoingStream? Stream)
{
    public BsonDocument ToBson() => RequestMessage.Wrap(WireTypes.Document(
        WireType.ResponseMessage, ("id", Id), ("error", Error is null ? BsonValue.Null : Error.ToBson()), ("result", Result)));
}
