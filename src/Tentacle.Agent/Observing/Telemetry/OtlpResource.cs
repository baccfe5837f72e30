using Tentacle.Agent.Identity;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>The OTLP resource: the attributes of the agent that sends the telemetry.</summary>
internal sealed record OtlpResource(IReadOnlyList<KeyValuePair<string, object?>> Attributes)
{
    public static OtlpResource From(AgentFacts facts) => new(
    [
        new("service.name", "tentacle"),
        new("service.version", facts.Version),

        // The thumbprint identifies an agent everywhere else, too.
        new("service.instance.id", facts.Certificate.Thumbprint.Value),
        new("host.name", Environment.MachineName),
        new("os.type", OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux"),
        new("tentacle.instance.name", facts.InstanceName),
    ]);
}
