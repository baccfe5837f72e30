using Tentacle.Core.Jobs.Site;
using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>The destination of telemetry, with interval and proxy.</summary>
internal sealed record OtlpTarget(Uri Endpoint, TimeSpan Interval, JobProxy Proxy)
{
    /// <summary>Creates the target. Null when the settings have no endpoint.</summary>
    public static OtlpTarget? From(OtlpSettings settings, JobProxy proxy) =>
        settings.Endpoint is { } endpoint ? new OtlpTarget(new Uri(endpoint.TrimEnd('/') + "/"), TimeSpan.FromSeconds(settings.IntervalSeconds), proxy) : null;
}
