using System.Net;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>The endpoint to which the web server binds for all polled servers. It has no address, because nothing listens.</summary>
internal sealed class PolledEndPoint : EndPoint
{
    public override string ToString() => "polled-servers";
}
