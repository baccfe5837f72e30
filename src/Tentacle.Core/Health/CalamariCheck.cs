using Tentacle.Core.Jobs.Site;
using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Core.Health;

/// <summary>
/// Checks that Calamari is installed. Octopus pushes Calamari with the first deployment. Until then the original reports its absence in these words,
/// which people search for. A new Tentacle warns about it. After its first job, or a day after the first check, it evidently works without Calamari:
/// the words remain, but the check passes. See docs/adr/0016-calamari-is-said-once.md.
/// </summary>
public sealed class CalamariCheck(JobSite site, LiveSettings? settings = null, TimeProvider? time = null) : IHealthCheck
{
    private static readonly TimeSpan New = TimeSpan.FromDays(1);

    public string Name => "calamari:installed";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Inspect(new InstanceHome(site.HomeDirectory)));

    private HealthFinding Inspect(InstanceHome home)
    {
        var directory = Path.Combine(home.Directory, "Calamari");
        var missing = $"Not running latest version of Calamari. Directory does not exist: {directory}";
        return settings?.Current.Health.Calamari == false ? HealthFinding.Pass("Not looked at: the setting Health.Calamari is false.")
            : Directory.Exists(directory) ? HealthFinding.Pass($"Calamari is in '{directory}'.")
            : File.Exists(home.Deployments) ? HealthFinding.Pass("Packages were deployed here as jobs, which need no Calamari.")
            : IsNew(home) ? HealthFinding.Warn(missing)
            : HealthFinding.Pass(missing);
    }

    // A file in the home records the time of the first warning, so that a restart does not repeat the warning.
    private bool IsNew(InstanceHome home)
    {
        var said = new FileInfo(home.CalamariNotice);
        if (said.Exists)
        {
            return Now() - said.LastWriteTimeUtc < New && !HasRunJob(home);
        }

        if (HasRunJob(home))
        {
            return false;
        }

        try
        {
            using (File.Create(said.FullName))
            {
            }

            File.SetLastWriteTimeUtc(said.FullName, Now().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another check reports a home that cannot be written.
        }

        return true;
    }

    private DateTimeOffset Now() => (time ?? TimeProvider.System).GetUtcNow();

    private static bool HasRunJob(InstanceHome home) =>
        Directory.Exists(home.Jobs) && Directory.EnumerateDirectories(home.Jobs).Any(job => File.Exists(Path.Combine(job, "state.json")));
}
