using System.Net.Sockets;
using Tentacle.Client;
using Tentacle.Instances;

namespace Tentacle.Cli.Invocations;

/// <summary>Notifies the agent of an instance over its local socket or pipe that the settings have changed, and waits until it has applied them.</summary>
internal static class AgentNotice
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    public static async Task<AgentAnswer> SendAsync(InstanceHome home, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(home);
        using var deadline = new CancellationTokenSource(MaxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var agent = TentacleClient.OverLocalSocket(home.LocalSocket);
        try
        {
            await agent.ReloadSettingsAsync(either.Token);
            return new AgentAnswer.Applied();
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new AgentAnswer.NotApplied($"it did not answer within {MaxWait.TotalSeconds:0} seconds");
        }
        catch (TentacleConnectionException e)
        {
            return IsNotListening(e.GetBaseException()) ? new AgentAnswer.NotRunning() : new AgentAnswer.NotApplied(e.GetBaseException().Message);
        }
        catch (TentacleProblemException e)
        {
            return new AgentAnswer.NotApplied(e.Message);
        }
    }

    // The socket or pipe is missing, or an agent that died has left it.
    private static bool IsNotListening(Exception error) =>
        error is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable } or TimeoutException;
}
