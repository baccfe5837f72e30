using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Jobs.Storage;

namespace Tentacle.Agent.Telemetry;

/// <summary>Where telemetry goes, how often and by which proxy.</summary>
internal sealed record OtlpTarget(Uri Endpoint, TimeSpan Interval, JobProxy Proxy)
{
    /// <summary>Null when it goes nowhere.</summary>
    public static OtlpTarget? Of(OtlpSettings settings, JobProxy proxy) =>
        settings.Endpoint is { } endpoint ? new OtlpTarget(new Uri(endpoint.TrimEnd('/') + "/"), TimeSpan.FromSeconds(settings.IntervalSeconds), proxy) : null;
}
