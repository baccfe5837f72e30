using System.Net.Sockets;
using System.Security.Authentication;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>Explains why a polled server could not be reached, and what to do about it.</summary>
internal static class DialFailure
{
    private const string CheckProxy = "Check the proxy: tentacle polling-proxy --proxyEnable true --proxyHost HOST --proxyPort PORT --proxyUsername USER "
        + "--proxyPassword -";

    public static PollingException Explain(Subscription server, ServerHandshake handshake, Exception error)
    {
        if (Find<PollingException>(error) is { } known)
        {
            return known;
        }

        return new PollingException(Sentence(server, handshake, error), error);
    }

    private static string Sentence(Subscription server, ServerHandshake handshake, Exception error) => error switch
    {
        NotSupportedException => error.Message,
        OperationCanceledException => handshake.IsDone
            ? $"The server at {server.Address} took the connection and did not answer within 30 s. It may be overloaded, or another program may listen there."
            : handshake.HasBegun
            ? $"The server at {server.Address} took the connection and did not begin TLS within 30 s. "
                + "Another program may listen there, or a firewall lets connections through and nothing else."
            : $"The server at {server.Address} could not be reached within 30 s. Check the address, and whether a firewall or proxy blocks the connection.",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } refused =>
            "The proxy refused a tunnel to "
            + $"{server.Address.Host}:{server.Address.Port}{(refused.StatusCode is { } status ? $" with {(int)status}{(status == System.Net.HttpStatusCode.ProxyAuthenticationRequired ? ": it wants another user name or password" : "")}" : "")}. {CheckProxy}",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            $"The name in {server.Address}, or that of the proxy, cannot be resolved: {Innermost(error)}. Check the name and this machine's DNS.",
        _ when handshake.IsDone =>
            $"The server at {server.Address} ended the connection before it answered: {Innermost(error)}. It may not know this agent: "
            + $"there its thumbprint is {handshake.Own}.",
        _ when Find<AuthenticationException>(error) is not null || handshake.Presented is not null =>
            $"TLS with the server at {server.Address} failed: {Innermost(error)}. It may not speak TLS 1.2 or 1.3 on this port, or not accept this agent's "
            + $"certificate {handshake.Own}.",
        _ when Find<SocketException>(error) is { } socket =>
            $"The server at {server.Address}, or the proxy on the way, could not be connected to: {socket.Message}. "
            + "Check the address and port, and whether a firewall blocks the connection.",
        _ => $"The server at {server.Address} could not be reached: {Innermost(error)}.",
    };

    private static string Innermost(Exception error) => error.GetBaseException().Message.TrimEnd('.');

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
            {
                return found;
            }
        }

        return null;
    }
}
