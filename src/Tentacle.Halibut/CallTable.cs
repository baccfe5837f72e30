using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Contracts;
using Tentacle.Halibut.Messages;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut;

/// <summary>Finds the method of a call and turns its result or its failure into the answer.</summary>
internal sealed class CallTable
{
    private const string Scripts = "IScriptService";
    private const string ScriptsV2 = "IScriptServiceV2";
    private const string Files = "IFileTransferService";
    private const string Capabilities = "ICapabilitiesServiceV2";
    private readonly IHalibutServices _services;
    private readonly Action<string, Exception> _failed;
    private readonly List<Method> _methods;

    public CallTable(IHalibutServices services, Action<string, Exception> failed)
    {
        _services = services;
        _failed = failed;
        _methods =
        [
            new(Capabilities, "GetCapabilities", [], (_, _) => Task.FromResult(Result(ContractWriter.Write(services.Capabilities)))),
            new(Files, "UploadFile", [null, WireType.DataStream], UploadAsync),
            new(Files, "DownloadFile", [null], DownloadAsync),
            new(Scripts, "StartScript", [WireType.StartScriptCommand], StartAsync),
            new(Scripts, "GetStatus", [WireType.ScriptStatusRequest], Status(services.GetStatusAsync, WireType.ScriptStatusResponse)),
            new(Scripts, "CancelScript", [WireType.CancelScriptCommand], Status(services.CancelScriptAsync, WireType.ScriptStatusResponse)),
            new(Scripts, "CompleteScript", [WireType.CompleteScriptCommand], Status(services.CompleteScriptAsync, WireType.ScriptStatusResponse)),
            new(ScriptsV2, "StartScript", [WireType.StartScriptCommandV2], StartV2Async),
            new(ScriptsV2, "GetStatus", [WireType.ScriptStatusRequestV2], Status(services.GetStatusV2Async, WireType.ScriptStatusResponseV2)),
            new(ScriptsV2, "CancelScript", [WireType.CancelScriptCommandV2], Status(services.CancelScriptV2Async, WireType.ScriptStatusResponseV2)),
            new(ScriptsV2, "CompleteScript", [WireType.CompleteScriptCommandV2], CompleteV2Async),
        ];
    }

    private delegate Task<(BsonValue Value, OutgoingStream? Stream)> Handler(RequestMessage call, CancellationToken cancellationToken);

    /// <summary>Runs a call. Its failures are answers; only the cancellation is an exception.</summary>
    public async Task<ResponseMessage> InvokeAsync(RequestMessage call, CancellationToken cancellationToken)
    {
        if (_methods.FirstOrDefault(m => m.Takes(call)) is not { } method)
        {
            return Failure(call, _methods.Any(m => m.Service == call.Service)
                ? ServerError.MethodNotFound(call.Shown) : ServerError.ServiceNotFound(call.ShownService));
        }

        try
        {
            var (value, stream) = await method.Handler(call, cancellationToken);
            return new ResponseMessage(call.Id, null, value, stream);
        }
        catch (HalibutCallException e)
        {
            return Failure(call, ServerError.Failed(e.Message));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _failed(call.Shown, e);
            return Failure(call, ServerError.Failed($"The agent failed to carry out {call.Shown}: its log has the error."));
        }
    }

    private static ResponseMessage Failure(RequestMessage call, ServerError error) => new(call.Id, error, BsonValue.Null, null);

    private static (BsonValue Value, OutgoingStream? Stream) Result(BsonValue value) => (value, null);

    private static Handler Status(Func<ScriptStatusRequest, CancellationToken, Task<ScriptStatusResponse>> method, WireType type) =>
        async (call, token) => Result(ContractWriter.Write(await method(ContractReader.StatusRequest(call), token), type));

    private async Task<(BsonValue Value, OutgoingStream? Stream)> UploadAsync(RequestMessage call, CancellationToken cancellationToken) => Result(
        ContractWriter.Write(await _services.UploadFileAsync(ContractReader.Text(call, 0), ContractReader.Stream(call, 1), cancellationToken)));

    private async Task<(BsonValue Value, OutgoingStream? Stream)> DownloadAsync(RequestMessage call, CancellationToken cancellationToken) =>
        await _services.DownloadFileAsync(ContractReader.Text(call, 0), cancellationToken) is { } stream
            ? (ContractWriter.Write(stream), stream)
            : Result(BsonValue.Null);

    private async Task<(BsonValue Value, OutgoingStream? Stream)> StartAsync(RequestMessage call, CancellationToken cancellationToken) =>
        Result(ContractWriter.Write(await _services.StartScriptAsync(ContractReader.StartScript(call), cancellationToken)));

    private async Task<(BsonValue Value, OutgoingStream? Stream)> StartV2Async(RequestMessage call, CancellationToken cancellationToken) => Result(
        ContractWriter.Write(await _services.StartScriptV2Async(ContractReader.StartScriptV2(call), cancellationToken), WireType.ScriptStatusResponseV2));

    private async Task<(BsonValue Value, OutgoingStream? Stream)> CompleteV2Async(RequestMessage call, CancellationToken cancellationToken)
    {
        await _services.CompleteScriptV2Async(ContractReader.StatusRequest(call).Ticket, cancellationToken);
        return Result(BsonValue.Null);
    }

    /// <param name="Parameters">The type of each, null for a text.</param>
    private sealed record Method(string Service, string Name, IReadOnlyList<WireType?> Parameters, Handler Handler)
    {
        // As the original: the service by its exact name, the method without regard to case, and null for any parameter.
        public bool Takes(RequestMessage call) => call.Service == Service
            && string.Equals(call.Method, Name, StringComparison.OrdinalIgnoreCase)
            && call.Parameters.Count == Parameters.Count
            && call.Parameters.Zip(Parameters).All(p => Fits(p.First, p.Second));

        private static bool Fits(BsonValue value, WireType? type) => value switch
        {
            BsonValue.NullValue => true,
            BsonDocument document => type is not null && WireTypes.Find(document) == type,
            BsonValue.Text => type is null,
            _ => false,
        };
    }
}
