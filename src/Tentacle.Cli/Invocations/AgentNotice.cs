using System.IO.Pipes;
using System.Net.Sockets;
using Tentacle.Contracts;
using Tentacle.Instances;

namespace Tentacle.Cli.Invocations;

/// <summary>Notifies the agent of an instance over its local socket or pipe that the settings have changed, and waits until it has applied them.</summary>
internal static class AgentNotice
{
    private const string ReloadRoute = "http://localhost" + ApiRoutes.ReloadSettings;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    public static async Task<AgentAnswer> SendAsync(InstanceHome home, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(home);
        using var deadline = new CancellationTokenSource(MaxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (await ConnectAsync(home.LocalSocket, either.Token) is not { } stream)
            {
                return new AgentAnswer.NotRunning();
            }

            await using (stream)
            {
                return await PostAsync(stream, either.Token);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new AgentAnswer.NotApplied($"it did not answer within {MaxWait.TotalSeconds:0} seconds");
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException or UnauthorizedAccessException)
        {
            return new AgentAnswer.NotApplied(e.Message);
        }
    }

    private static async Task<AgentAnswer> PostAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult(stream), UseProxy = false };
        using var client = new HttpClient(handler);
        using var response = await client.PostAsync(new Uri(ReloadRoute), content: null, cancellationToken);
        return response.IsSuccessStatusCode
            ? new AgentAnswer.Applied()
            : new AgentAnswer.NotApplied($"it answered {(int)response.StatusCode} {response.ReasonPhrase}");
    }

    // Null when no agent listens: the file or pipe is missing, or an agent that died has left it.
    private static async Task<Stream?> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return await ConnectPipeAsync(address, cancellationToken);
        }

        if (!File.Exists(address))
        {
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream?> ConnectPipeAsync(string address, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", address[@"\\.\pipe\".Length..], PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(0, cancellationToken);
            return pipe;
        }
        catch (TimeoutException)
        {
            await pipe.DisposeAsync();
            return null;
        }
    }
}

/// <summary>The result of the notification.</summary>
internal abstract record AgentAnswer
{
    private AgentAnswer()
    {
    }

    /// <summary>No agent runs this instance. It reads the settings when it starts.</summary>
    public sealed record NotRunning : AgentAnswer;

    /// <summary>The agent has applied the new settings.</summary>
    public sealed record Applied : AgentAnswer;

    /// <summary>An agent is running, but has not confirmed that it has applied the settings.</summary>
    public sealed record NotApplied(string Reason) : AgentAnswer;
}
