namespace Tentacle.Client;

/// <summary>Finds out from an error of the network stack whether one of the peers does not trust the other.</summary>
internal static class TrustErrors
{
    /// <summary>What our own check of the agent's certificate threw; null when the error is another one.</summary>
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
    /// True when the agent ended the connection right after the handshake, before it answered anything: that is how it turns away a certificate that it
    /// does not trust (TLS 1.3 lets the client think that the handshake succeeded).
    /// </summary>
    public static bool LooksRefused(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (e is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.SecureConnectionError }
                || e is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionReset or System.Net.Sockets.SocketError.Shutdown })
            {
                return true;
            }
        }

        return false;
    }
}
