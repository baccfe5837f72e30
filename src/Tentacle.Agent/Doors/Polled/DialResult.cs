using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>A connection to a polled server that has agreed to turn it round.</summary>
/// <param name="Stream">Behind the answer to the upgrade.</param>
/// <param name="Socket">Below TLS and proxy.</param>
/// <param name="Certificate">What the server presented.</param>
internal sealed record DialResult(Stream Stream, Socket Socket, X509Certificate2 Certificate) : IDisposable
{
    public void Dispose()
    {
        Stream.Dispose();
        Socket.Dispose();
        Certificate.Dispose();
    }
}
