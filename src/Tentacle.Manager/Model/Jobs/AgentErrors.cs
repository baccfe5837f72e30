using Tentacle.Client;

namespace Tentacle.Manager.Model.Jobs;

/// <summary>Detects errors that mean that the agent is not reachable or broke the connection. The call is repeated, and the page stays.</summary>
internal static class AgentErrors
{
    public static bool IsAway(Exception e) => e is TentacleConnectionException or TentacleProblemException or HttpRequestException or IOException;
}
