using Tentacle.Client;

namespace Tentacle.Manager.Model.Jobs;

/// <summary>Which errors mean that the agent is away or broke off: it is asked again, and the page stays.</summary>
internal static class AgentErrors
{
    public static bool IsAway(Exception e) => e is TentacleConnectionException or TentacleProblemException or HttpRequestException or IOException;
}
