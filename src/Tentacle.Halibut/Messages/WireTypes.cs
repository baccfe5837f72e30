using System.Collections.Frozen;
using Tentacle.Halibut.Bson;

namespace Tentacle.Halibut.Messages;

/// <summary>
/// The fixed table of type names. A name only selects a row: no type is ever looked up or created by name. The types of the first script service keep the
/// names of an older assembly when they are written, and are read under both names.
/// </summary>
internal static class WireTypes
{
    /// <summary>The member that names the type of a document.</summary>
    public const string Member = "$type";

    private const string Legacy = "Octopus.Shared.Contracts.{0}, Octopus.Shared";
    private const string Tentacle = "Octopus.Tentacle.Contracts.{0}, Octopus.Tentacle.Contracts";
    private const string ScriptsV2 = "Octopus.Tentacle.Contracts.ScriptServiceV2.{0}, Octopus.Tentacle.Contracts";

    private static readonly FrozenDictionary<WireType, string> Names = new Dictionary<WireType, string>
    {
        [WireType.RequestMessage] = "Halibut.Transport.Protocol.RequestMessage, Halibut",
        [WireType.ResponseMessage] = "Halibut.Transport.Protocol.ResponseMessage, Halibut",
        [WireType.DataStream] = "Halibut.DataStream, Halibut",
        [WireType.ScriptTicket] = Legacy,
        [WireType.StartScriptCommand] = Legacy,
        [WireType.ScriptStatusRequest] = Legacy,
        [WireType.CancelScriptCommand] = Legacy,
        [WireType.CompleteScriptCommand] = Legacy,
        [WireType.ScriptStatusResponse] = Legacy,
        [WireType.UploadResult] = Legacy,
        [WireType.StartScriptCommandV2] = ScriptsV2,
        [WireType.ScriptStatusRequestV2] = ScriptsV2,
        [WireType.CancelScriptCommandV2] = ScriptsV2,
        [WireType.CompleteScriptCommandV2] = ScriptsV2,
        [WireType.ScriptStatusResponseV2] = ScriptsV2,
        [WireType.CapabilitiesResponseV2] = "Octopus.Tentacle.Contracts.Capabilities.{0}, Octopus.Tentacle.Contracts",
    }.ToFrozenDictionary(row => row.Key, row => Named(row.Value, row.Key));

    private static readonly FrozenDictionary<string, WireType> Types = Names.Select(row => (Name: row.Value, Type: row.Key))
        .Concat(Names.Where(row => row.Value == Named(Legacy, row.Key)).Select(row => (Name: Named(Tentacle, row.Key), Type: row.Key)))
        .ToFrozenDictionary(row => row.Name, row => row.Type);

    /// <summary>The type of a document. Null when the document does not name one that is in the table.</summary>
    public static WireType? Find(BsonDocument document) =>
        document.Members is [(Member, BsonValue.Text(var name)), ..] && Types.TryGetValue(name, out var type) ? type : null;

    /// <summary>A document that names its type.</summary>
    public static BsonDocument Document(WireType type, params IReadOnlyList<(string Name, BsonValue Value)> members) =>
        new([(Member, Names[type]), .. members]);

    private static string Named(string form, WireType type) => form.Replace("{0}", type.ToString(), StringComparison.Ordinal);
}
