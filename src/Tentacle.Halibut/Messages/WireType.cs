namespace Tentacle.Halibut.Messages;

/// <summary>The types that a message may name.</summary>
internal enum WireType
{
    RequestMessage,
    ResponseMessage,
    DataStream,
    ScriptTicket,
    StartScriptCommand,
    ScriptStatusRequest,
    CancelScriptCommand,
    CompleteScriptCommand,
    ScriptStatusResponse,
    UploadResult,
    StartScriptCommandV2,
    ScriptStatusRequestV2,
    CancelScriptCommandV2,
    CompleteScriptCommandV2,
    ScriptStatusResponseV2,
    CapabilitiesResponseV2,
}
