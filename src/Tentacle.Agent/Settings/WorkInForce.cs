using Tentacle.Core.Files;
using Tentacle.Core.Instances;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Settings;

/// <summary>The part of the settings that jobs and files follow.</summary>
internal sealed class WorkInForce(JobSite site, JobService jobs, FileStore files)
{
    public JobSite Site => site;

    public void Apply(InstanceSettings settings, JobProxy proxy)
    {
        site.Proxy = proxy;
        jobs.Follow(settings.ToJobOptions());
        files.Confine(settings.Files.Roots);
    }
}
