using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Messages;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut.Contracts;

/// <summary>Writes the results of calls.</summary>
internal static class ContractWriter
{
    public static BsonValue Write(ScriptTicket ticket) => WireTypes.Document(WireType.ScriptTicket, TaskId(ticket));

    public static BsonValue Write(UploadResult result) => WireTypes.Document(
        WireType.UploadResult, ("FullPath", result.FullPath), ("Hash", result.Hash), ("Length", result.Length));

    public static BsonValue Write(OutgoingStream stream) => WireTypes.Document(
        WireType.DataStream, ("id", new BsonValue.Uuid(stream.Id)), ("length", stream.Length));

    public static BsonValue Write(IReadOnlyList<string> capabilities) => WireTypes.Document(
        WireType.CapabilitiesResponseV2, ("SupportedCapabilities", new BsonArray([.. capabilities.Select(name => new BsonValue.Text(name))])));

    /// <param name="type">That of the script service which answers.</param>
    public static BsonValue Write(ScriptStatusResponse response, WireType type) => WireTypes.Document(
        type,
        ("Ticket", new BsonDocument([TaskId(response.Ticket)])),
        ("Logs", new BsonArray([.. response.Logs.Select(Write)])),
        ("NextLogSequence", response.NextLogSequence),
        ("State", (int)response.State),
        ("ExitCode", response.ExitCode));

    private static BsonDocument Write(ProcessOutput line) =>
        new([("Source", (int)line.Source), ("Occurred", new BsonValue.Moment(line.Occurred)), ("Text", line.Text)]);

    private static (string Name, BsonValue Value) TaskId(ScriptTicket ticket) => ("TaskId", ticket.TaskId);
}
