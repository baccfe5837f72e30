using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Jobs.Format.Records;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Jobs;

/// <summary>A home with jobs in it, and the job engine over it. Nothing is launched: there is no supervisor.</summary>
internal sealed class JobHome : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public JobHome()
    {
        var home = new InstanceHome(_directory["home"]);
        home.Create();
        var instance = new Instance("Test", _directory["settings.json"], _directory["machine"], IsListed: true);
        Site = new JobSite
        {
            InstanceName = "Test",
            HomeDirectory = home.Directory,
            ApplicationDirectory = home.DefaultApplications,
            JobsRoot = home.Jobs,
            WorkRoot = home.Work,
            Version = "1.2.3",
            ExecutablePath = "/none/tentacle",
            SupervisorPath = "/none/tentacle-supervisor",
            Secrets = SecretsKey.LoadOrCreate(instance),
            Leftovers = new Leftovers(Time),
        };
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public JobSite Site { get; }

    /// <summary>The settings of the engine. A job needs no free space unless a test says otherwise.</summary>
    public LiveSettings Settings { get; } = new(new InstanceSettings { Disk = new DiskSettings { MinimumFree = 0 } });

    /// <summary>Demands this many free bytes from now on.</summary>
    public void RequireFreeDisk(long bytes) => Settings.Replace(Settings.Current with { Disk = new DiskSettings { MinimumFree = bytes } });

    public JobFolder Folder(string ticket) => JobFolder.Create(Site.JobsRoot, Site.WorkRoot, JobTicket.Parse(ticket));

    /// <summary>Opens the engine over what is on disk.</summary>
    public JobService Open() => new(Site, Settings, new ShellCatalog(), Time, NullLoggerFactory.Instance);

    /// <summary>Puts a job that ended, with a log and a workspace.</summary>
    public void PutComplete(string ticket, DateTimeOffset completedAt, long sequence = 1)
    {
        PutPending(ticket, sequence);
        var state = new StateRecord { Outcome = JobOutcome.Succeeded, ExitCode = 0, CompletedAt = completedAt };
        File.WriteAllBytes(Folder(ticket).State, JsonSerializer.SerializeToUtf8Bytes(state, JobRecordJson.Default.StateRecord));
        File.WriteAllText(Folder(ticket).Log, "{}\n");
        File.SetLastWriteTimeUtc(Folder(ticket).Log, completedAt.UtcDateTime);
    }

    /// <summary>Puts a job that was accepted and not started.</summary>
    public void PutPending(string ticket, long sequence = 1, bool? hasSecrets = null)
    {
        var folder = Folder(ticket);
        Directory.CreateDirectory(folder.Directory);
        Directory.CreateDirectory(folder.WorkDirectory);
        File.WriteAllText(Path.Combine(folder.WorkDirectory, "artifact"), "left by the script");
        var record = new JobRecord
        {
            Ticket = JobTicket.Parse(ticket),
            Request = new JobRequest { Script = new JobScript { Sh = "exit 0" } },
            ContentHash = "hash-of-" + ticket,
            Shell = "sh",
            SubmittedBy = "test",
            CreatedAt = Time.GetUtcNow(),
            Sequence = sequence,
            HasSecrets = hasSecrets,
        };
        File.WriteAllBytes(folder.Job, JsonSerializer.SerializeToUtf8Bytes(record, JobRecordJson.Default.JobRecord));
    }

    public void Dispose() => _directory.Dispose();
}
