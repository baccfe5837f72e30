using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Packages;

/// <summary>What the specs of packages share: an application that a server deploys, and what became of it on the agent's machine.</summary>
internal sealed class DeployedPackage(ConnectedAgent agent, string environment = "Test") : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Id { get; } = "web-" + Guid.NewGuid().ToString("N");

    public string Directory => Path.Combine(agent.Instance.Applications, environment, Id);

    /// <summary>What whoever uses the application sees; null when nothing is current.</summary>
    public string? CurrentPage => File.Exists(Path.Combine(Directory, "current", "page.html")) ? File.ReadAllText(Path.Combine(Directory, "current", "page.html")) : null;

    /// <summary>Names of the versions on disk.</summary>
    public IEnumerable<string?> Versions => System.IO.Directory.EnumerateDirectories(Directory).Where(d => new DirectoryInfo(d).LinkTarget is null).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    public JobPackage Package(string version) => new() { Id = Id, Version = version, Environment = environment, Upload = $"{Id}.{version}.zip" };

    public FileInfo Save(TestPackage package, string version) => package.Save(_directory[$"{Id}.{version}.zip"]);

    /// <summary>Deploys a version whose page says so.</summary>
    public Task<(Job Job, string Log)> DeployAsync(string version, Func<JobRequest, JobRequest>? change = null, TestPackage? content = null)
    {
        var request = new JobRequest { Package = Package(version) };
        return RunAsync(change?.Invoke(request) ?? request, Save((content ?? new TestPackage()).With("page.html", version), version));
    }

    public async Task<(Job Job, string Log)> RunAsync(JobRequest request, params FileInfo[] files)
    {
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, files, cancellationToken: Cancel);
        var lines = await agent.Client.FollowLogAsync(job.Ticket, cancellationToken: Cancel).Select(e => e.Record.Text).ToListAsync(Cancel);
        Array.ForEach(files, f => f.Delete());
        return (await agent.Client.WaitAsync(job.Ticket, Cancel), string.Join('\n', lines));
    }

    public Task<List<Deployment>> JournalAsync() => agent.Client.ListDeploymentsAsync(environment, Id, Cancel).ToListAsync(Cancel).AsTask();

    public void Dispose() => _directory.Dispose();
}
