using Tentacle.Halibut.Contracts;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut.Tests;

/// <summary>Services that remember what they were called with.</summary>
internal sealed class FakeServices : IHalibutServices
{
    public static readonly DateTimeOffset Time = new(2026, 11, 29, 6, 30, 15, 123, TimeSpan.Zero);

    /// <summary>What was called, and with what.</summary>
    public List<string> Calls { get; } = [];

    public List<StartScriptCommand> Scripts { get; } = [];

    /// <summary>The contents that were read, by name.</summary>
    public Dictionary<string, byte[]> Contents { get; } = [];

    /// <summary>Reads the streams of calls.</summary>
    public bool ReadsStreams { get; init; } = true;

    /// <summary>Thrown by every call.</summary>
    public Exception? Failure { get; set; }

    public byte[]? Download { get; set; }

    public long DownloadLength { get; set; } = -1;

    public string Ticket { get; init; } = "20261122211108-1-2";

    public long NextLogSequence { get; init; } = 8;

    public IReadOnlyList<ProcessOutput> Logs { get; init; } = [];

    /// <summary>Runs in every call.</summary>
    public Func<CancellationToken, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<string> Capabilities => Failure is null ? ["IScriptService", "IFileTransferService", "IScriptServiceV2"] : throw Failure;

    public async Task<UploadResult> UploadFileAsync(string remotePath, IncomingStream? upload, CancellationToken cancellationToken)
    {
        await CallAsync($"Upload {remotePath}", cancellationToken);
        if (upload is not null && ReadsStreams)
        {
            Contents[remotePath] = await ReadAsync(upload, cancellationToken);
        }

        return new UploadResult("/home/" + remotePath, upload is null ? null : "abc", upload?.Length ?? 0);
    }

    public async Task<OutgoingStream?> DownloadFileAsync(string remotePath, CancellationToken cancellationToken)
    {
        await CallAsync($"Download {remotePath}", cancellationToken);
        return Download is null ? null : new OutgoingStream(DownloadLength < 0 ? Download.Length : DownloadLength, new MemoryStream(Download));
    }

    public async Task<ScriptTicket> StartScriptAsync(StartScriptCommand command, CancellationToken cancellationToken)
    {
        await StartAsync("Start", command, cancellationToken);
        return new ScriptTicket(Ticket);
    }

    public Task<ScriptStatusResponse> GetStatusAsync(ScriptStatusRequest request, CancellationToken cancellationToken) => StatusAsync("Get", request, cancellationToken);

    public Task<ScriptStatusResponse> CancelScriptAsync(ScriptStatusRequest request, CancellationToken cancellationToken) =>
        StatusAsync("Cancel", request, cancellationToken);

    public Task<ScriptStatusResponse> CompleteScriptAsync(ScriptStatusRequest request, CancellationToken cancellationToken) =>
        StatusAsync("Complete", request, cancellationToken);

    public async Task<ScriptStatusResponse> StartScriptV2Async(StartScriptCommand command, CancellationToken cancellationToken)
    {
        await StartAsync("StartV2", command, cancellationToken);
        return new ScriptStatusResponse(command.Ticket!, Logs, NextLogSequence, ProcessState.Running, 0);
    }

    public Task<ScriptStatusResponse> GetStatusV2Async(ScriptStatusRequest request, CancellationToken cancellationToken) =>
        StatusAsync("GetV2", request, cancellationToken);

    public Task<ScriptStatusResponse> CancelScriptV2Async(ScriptStatusRequest request, CancellationToken cancellationToken) =>
        StatusAsync("CancelV2", request, cancellationToken);

    public Task CompleteScriptV2Async(ScriptTicket ticket, CancellationToken cancellationToken) => CallAsync($"CompleteV2 {ticket.TaskId}", cancellationToken);

    private static async Task<byte[]> ReadAsync(IncomingStream stream, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private async Task StartAsync(string call, StartScriptCommand command, CancellationToken cancellationToken)
    {
        await CallAsync(call, cancellationToken);
        Scripts.Add(command);
        foreach (var file in ReadsStreams ? command.Files : [])
        {
            Contents[file.Name] = await ReadAsync(file.Contents, cancellationToken);
        }
    }

    private async Task<ScriptStatusResponse> StatusAsync(string call, ScriptStatusRequest request, CancellationToken cancellationToken)
    {
        await CallAsync($"{call} {request.Ticket.TaskId} {request.LastLogSequence}", cancellationToken);
        return new ScriptStatusResponse(request.Ticket, Logs, NextLogSequence, ProcessState.Complete, 0);
    }

    private async Task CallAsync(string call, CancellationToken cancellationToken)
    {
        Calls.Add(call);
        await Meanwhile(cancellationToken);
        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
