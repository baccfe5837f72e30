using Tentacle.Fuzzing.Engine;
using Tentacle.Halibut;
using Tentacle.Halibut.Contracts;
using Tentacle.Halibut.Wire;

namespace Tentacle.Fuzzing.Targets;

/// <summary>Services that read all that they are given.</summary>
internal sealed class FuzzedServices : IHalibutServices
{
    public IReadOnlyList<string> Capabilities => ["IScriptServiceV2"];

    public async Task<UploadResult> UploadFileAsync(string remotePath, IncomingStream? upload, CancellationToken cancellationToken)
    {
        await ReadAsync(upload, cancellationToken);
        return new UploadResult(remotePath, null, upload?.Length ?? 0);
    }

    public Task<OutgoingStream?> DownloadFileAsync(string remotePath, CancellationToken cancellationToken) =>
        Task.FromResult<OutgoingStream?>(remotePath.Length == 0 ? null : new OutgoingStream(3, new MemoryStream([1, 2, 3])));

    public async Task<ScriptTicket> StartScriptAsync(StartScriptCommand command, CancellationToken cancellationToken)
    {
        foreach (var file in command.Files)
        {
            await ReadAsync(file.Contents, cancellationToken);
        }

        return new ScriptTicket(command.TaskId ?? "");
    }

    public Task<ScriptStatusResponse> GetStatusAsync(ScriptStatusRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new ScriptStatusResponse(request.Ticket, [], request.LastLogSequence, ProcessState.Running, 0));

    public Task<ScriptStatusResponse> CancelScriptAsync(ScriptStatusRequest request, CancellationToken cancellationToken) => GetStatusAsync(request, cancellationToken);

    public Task<ScriptStatusResponse> CompleteScriptAsync(ScriptStatusRequest request, CancellationToken cancellationToken) =>
        GetStatusAsync(request, cancellationToken);

    public async Task<ScriptStatusResponse> StartScriptV2Async(StartScriptCommand command, CancellationToken cancellationToken)
    {
        await StartScriptAsync(command, cancellationToken);
        return new ScriptStatusResponse(command.Ticket!, [], 0, ProcessState.Running, 0);
    }

    public Task<ScriptStatusResponse> GetStatusV2Async(ScriptStatusRequest request, CancellationToken cancellationToken) => GetStatusAsync(request, cancellationToken);

    public Task<ScriptStatusResponse> CancelScriptV2Async(ScriptStatusRequest request, CancellationToken cancellationToken) =>
        GetStatusAsync(request, cancellationToken);

    public Task CompleteScriptV2Async(ScriptTicket ticket, CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task ReadAsync(IncomingStream? stream, CancellationToken cancellationToken)
    {
        if (stream is not null)
        {
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken);
            BrokenPromiseException.ThrowUnless(content.Length == stream.Length, "a stream that was read to its end is complete");
        }
    }
}
