using Microsoft.Extensions.Logging;
using Tentacle.Agent.Identity;
using Tentacle.Agent.Observing.Metrics;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>Exports telemetry as the settings specify, and follows their changes. Without an endpoint, no exporter runs.</summary>
internal sealed class TelemetryExport(AgentFacts facts, MetricCollection metrics, JobSite site, TimeProvider time, ILogger<TelemetryExport> logger)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private OtlpTarget? _target;
    private OtlpExport? _export;
    private Task _ending = Task.CompletedTask;

    /// <summary>Begins to export, and follows the settings from now on.</summary>
    public void Follow(LiveSettings settings)
    {
        Apply(settings.Current);
        settings.Changed += (_, _) => Apply(settings.Current);
    }

    private void Apply(InstanceSettings settings)
    {
        var target = OtlpTarget.From(settings.Otlp, JobProxy.From(settings.Octopus.Proxy, site.Secrets));
        lock (_lock)
        {
            if (target == _target)
            {
                return;
            }

            EndUnderLock();
            _target = target;
            if (target is not null)
            {
                var export = new OtlpExport(target, facts, metrics, time, logger);
                _export = export;
                site.Ends.Follow(export.Add);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task ending;
        lock (_lock)
        {
            EndUnderLock();
            ending = _ending;
        }

        await ending;
    }

    private void EndUnderLock()
    {
        site.Ends.Follow(null);
        if (_export is { } export)
        {
            _export = null;
            _ending = Task.WhenAll(_ending, export.DisposeAsync().AsTask());
        }
    }
}
