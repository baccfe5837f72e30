
namespace Tentacle.Manager.Model.Jobs;

public enum AgentLogLevel
{
    Debug,
    Information,
    Warning,
    Error,
}
