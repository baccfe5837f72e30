
namespace Tentacle.Manager.Model.Jobs;

public sealed record AgentLogLine(AgentLogLevel Level, string Text);
