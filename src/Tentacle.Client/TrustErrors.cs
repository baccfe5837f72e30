using System.Net.Sockets;
using System.Security.Authentication;

namespace Tentacle.Client;

/// <summary>Detects from an error of the network stack that one of the peers does not trust the other.</summary>
internal static class TrustErrors
{
    /// <summary>The exception from the client's own check of the agent's certificate; null when the error has another cause.</summary>
    public static TentacleTrustException? Find(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is TentacleTrustException trust)
            {
                return trust;
            }
        }

        return null;
    }

    /// <summary>
    /// True when the agent closed the connection immediately after the handshake, without any answer. This is how an agent rejects an untrusted certificate,
    /// because in TLS 1.3 the handshake has already succeeded for the client.
    /// </summary>
    public static bool IsRefusal(Exception error)
    {
        for (Exception? e = SpeaksNoTls(error) ? null : error; e is not null; e = e.InnerException)
        {
            if (e is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
                or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.SecureConnectionError }
                || e is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The reason for a failed connection and the remedy, as a sentence for a person.</summary>
    public static string Reason(Exception error)
    {
        if (SpeaksNoTls(error))
        {
            return "what answers there does not speak TLS. Check the port: an agent's is usually 10933.";
        }

        var reason = Inner<SocketException>(error)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "nothing listens there. Check the address and the port, and that the agent runs.",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the name cannot be resolved. Check the name, and this machine's DNS.",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no way to this address from here. "
                + "Check the address and this machine's network.",
            _ => null,
        };
        return reason
            ?? (Inner<TimeoutException>(error) is not null ? "no connection came about in time. Check the address, that the agent runs there, and that "
                + "nothing between blocks the port."
            : $"{(error is OperationCanceledException ? "the connection broke" : (error.InnerException ?? error).Message.TrimEnd('.'))}. "
                + "Check that the agent runs there and that nothing between blocks the port.");
    }

    private static bool SpeaksNoTls(Exception error) =>
        Inner<Exception>(error, e => (e is AuthenticationException or IOException) && e.Message.Contains("frame size", StringComparison.Ordinal)) is not null;

    private static T? Inner<T>(Exception? error, Func<T, bool>? isMeant = null)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found && isMeant?.Invoke(found) != false)
            {
                return found;
            }
        }

        return null;
    }
}
