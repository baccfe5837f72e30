using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>A connection to a polled server that has accepted the upgrade, after which the server sends the requests.</summary>
/// <param name="Stream">The stream after the answer to the upgrade.</param>
/// <param name="Socket">The socket below TLS and proxy.</param>
/// <param name="Certificate">The certificate that the server presented.</param>
internal sealed record DialResult(Stream Stream, Socket Socket, X509Certificate2 Certificate) : IDisposable
{
    public void Dispose()
    {
        Stream.Dispose();
        Socket.Dispose();
        Certificate.Dispose();
    }
}
