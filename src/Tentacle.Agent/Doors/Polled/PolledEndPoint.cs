using System.Net;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>What the web server binds to for all polled servers: it has no address, because nothing is listened on.</summary>
internal sealed class PolledEndPoint : EndPoint
{
    public override string ToString() => "polled-servers";
}
