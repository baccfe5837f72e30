
namespace Tentacle.Instances.Settings;

/// <summary>The side that opens the connection. The numbers are the original's.</summary>
public enum CommunicationStyle
{
    None = 0,

    /// <summary>The server connects to the agent.</summary>
    TentaclePassive = 1,

    /// <summary>The agent polls the server.</summary>
    TentacleActive = 2,
}
