using Tentacle.Halibut.Contracts;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut;

/// <summary>
/// The services that Octopus Server calls. A <see cref="HalibutCallException"/> tells the caller its message; any other exception is reported to the caller as
/// an internal error. The token ends with the connection.
/// </summary>
public interface IHalibutServices
{
    /// <summary>The names of the services that the server may use.</summary>
    IReadOnlyList<string> Capabilities { get; }

    /// <param name="upload">The content, read straight from the connection. Null when the caller sent none.</param>
    Task<UploadResult> UploadFileAsync(string remotePath, IncomingStream? upload, CancellationToken cancellationToken);

    /// <returns>The content, disposed of by the caller. Null when there is no such file.</returns>
    Task<OutgoingStream?> DownloadFileAsync(string remotePath, CancellationToken cancellationToken);

    /// <summary>Starts a script. A repeated call starts it again.</summary>
    Task<ScriptTicket> StartScriptAsync(StartScriptCommand command, CancellationToken cancellationToken);

    Task<ScriptStatusResponse> GetStatusAsync(ScriptStatusRequest request, CancellationToken cancellationToken);

    Task<ScriptStatusResponse> CancelScriptAsync(ScriptStatusRequest request, CancellationToken cancellationToken);

    /// <summary>Reads the last lines of a script's log and deletes its files.</summary>
    Task<ScriptStatusResponse> CompleteScriptAsync(ScriptStatusRequest request, CancellationToken cancellationToken);

    /// <summary>Starts a script once. A repeated call with the same ticket answers the state.</summary>
    Task<ScriptStatusResponse> StartScriptV2Async(StartScriptCommand command, CancellationToken cancellationToken);

    Task<ScriptStatusResponse> GetStatusV2Async(ScriptStatusRequest request, CancellationToken cancellationToken);

    Task<ScriptStatusResponse> CancelScriptV2Async(ScriptStatusRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes the files of a script.</summary>
    Task CompleteScriptV2Async(ScriptTicket ticket, CancellationToken cancellationToken);
}
