using System.Globalization;
using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Messages;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut.Contracts;

/// <summary>Reads the parameters of a call. A parameter that is not valid fails the call, not the connection.</summary>
/// <exception cref="HalibutCallException">A parameter is not valid.</exception>
internal static class ContractReader
{
    public static string Text(RequestMessage call, int index) =>
        call.Parameters[index] is BsonValue.Text(var text) ? text : throw Invalid($"Parameter {index + 1}", "a text");

    /// <returns>Null for a call without content.</returns>
    public static IncomingStream? Stream(RequestMessage call, int index) => call.Parameters[index] is BsonValue.NullValue
        ? null
        : call.Streams.Find(call.Parameters[index]) ?? throw Invalid($"Parameter {index + 1}", "a data stream");

    public static ScriptStatusRequest StatusRequest(RequestMessage call)
    {
        var document = Document(call);
        return new ScriptStatusRequest(Ticket(document, "Ticket"), Number(document, "LastLogSequence"));
    }

    public static StartScriptCommand StartScript(RequestMessage call)
    {
        var document = Document(call);
        return new StartScriptCommand(
            null,
            OptionalText(document, "ScriptBody"),
            Scripts(document["Scripts"]),
            [.. Items(document, "Files").Select(file => File(file, call.Streams))],
            [.. Items(document, "Arguments").Select(item => item is BsonValue.Text(var text) ? text : throw Invalid("Arguments", "a list of texts"))],
            OptionalText(document, "TaskId"))
        {
            Isolation = Number(document, "Isolation") switch
            {
                0 => ScriptIsolationLevel.NoIsolation,
                1 => ScriptIsolationLevel.FullIsolation,
                _ => throw Invalid("Isolation", "0 or 1"),
            },
            IsolationTimeout = Duration(document, "ScriptIsolationMutexTimeout") ?? TimeSpan.Zero,
            IsolationName = OptionalText(document, "IsolationMutexName"),
        };
    }

    public static StartScriptCommand StartScriptV2(RequestMessage call)
    {
        var document = Document(call);
        return StartScript(call) with
        {
            Ticket = Ticket(document, "ScriptTicket"),
            DurationToWait = Duration(document, "DurationToWaitForScriptToFinish"),
        };
    }

    private static BsonDocument Document(RequestMessage call) => call.Parameters[0] as BsonDocument ?? throw Invalid("Parameter 1", "a command");

    private static ScriptTicket Ticket(BsonDocument document, string name) =>
        document[name] is BsonDocument ticket && ticket["TaskId"] is BsonValue.Text(var id) ? new ScriptTicket(id) : throw Invalid(name, "a ticket");

    private static ScriptFile File(BsonValue value, AnnouncedStreams streams) =>
        value is BsonDocument file && file["Name"] is BsonValue.Text(var name) && streams.Find(file["Contents"]) is { } contents
            ? new ScriptFile(name, contents, OptionalText(file, "EncryptionPassword"))
            : throw Invalid("Files", "a list of names with contents");

    private static Dictionary<ScriptType, string> Scripts(BsonValue value)
    {
        var scripts = new Dictionary<ScriptType, string>();
        if (value is BsonDocument document)
        {
            foreach (var (name, script) in document.Members)
            {
                var type = name switch
                {
                    nameof(ScriptType.PowerShell) => ScriptType.PowerShell,
                    nameof(ScriptType.Bash) => ScriptType.Bash,
                    _ => throw Invalid("Scripts", "a text for PowerShell or Bash"),
                };
                scripts[type] = script is BsonValue.Text(var text) ? text : throw Invalid("Scripts", "a text for PowerShell or Bash");
            }
        }

        return scripts;
    }

    private static IReadOnlyList<BsonValue> Items(BsonDocument document, string name) => document[name] switch
    {
        BsonArray(var items) => items,
        BsonValue.NullValue => [],
        _ => throw Invalid(name, "a list"),
    };

    private static string? OptionalText(BsonDocument document, string name) => document[name] switch
    {
        BsonValue.Text(var text) => text,
        BsonValue.NullValue => null,
        _ => throw Invalid(name, "a text"),
    };

    private static long Number(BsonDocument document, string name) => document[name] switch
    {
        BsonValue.Number32(var number) => number,
        BsonValue.Number64(var number) => number,
        BsonValue.NullValue => 0,
        _ => throw Invalid(name, "a whole number"),
    };

    private static TimeSpan? Duration(BsonDocument document, string name) => OptionalText(document, name) switch
    {
        null => null,
        var text when TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var duration) => duration,
        _ => throw Invalid(name, "a duration like 00:01:00"),
    };

    private static HalibutCallException Invalid(string name, string expected) => new($"{name} is not valid. Send {expected}.");
}
