using Tentacle.Agent.Observing.Telemetry;
using Tentacle.Core.Files;
using Tentacle.Core.Health;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Settings;

/// <summary>Applies the settings for jobs, files, health and telemetry.</summary>
internal sealed class WorkInForce(JobSite site, JobService jobs, FileStore files, HealthOptions health, TelemetryInForce telemetry)
{
    public JobSite Site => site;

    public void Apply(InstanceSettings settings, JobProxy proxy)
    {
        site.Proxy = proxy;
        jobs.Follow(settings.ToJobOptions());
        (health.CertificateDays, health.ClockToleranceSeconds, health.Calamari) = (settings.Health.CertificateDays, settings.Health.ClockToleranceSeconds, settings.Health.Calamari);
        telemetry.Apply(settings.Otlp, proxy);
        files.Confine(settings.Files.Roots);
    }
}
