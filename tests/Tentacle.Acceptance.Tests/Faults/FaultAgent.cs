using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>A real agent that is killed, starved and started again, with a server that it trusts.</summary>
public sealed class FaultAgent : IAsyncDisposable
{
    private readonly TestCertificate _server;
    private readonly Lazy<TentacleClient> _client;
    private readonly Lazy<HttpClient> _http;

    private FaultAgent(TemporaryInstance instance, TestCertificate server)
    {
        (Instance, _server) = (instance, server);
        _client = new Lazy<TentacleClient>(CreateClient);
        _http = new Lazy<HttpClient>(() => CreateHttp(HttpVersion.Version20));
    }

    public TemporaryInstance Instance { get; }

    public TentacleClient Client => _client.Value;

    public HttpClient Http => _http.Value;

    /// <summary>Makes an instance that takes jobs on any disk; its agent is not started yet.</summary>
    /// <param name="cancellationToken">The test's.</param>
    /// <param name="settings">Changes the settings file.</param>
    /// <param name="options">What differs from an ordinary instance.</param>
    public static async Task<FaultAgent> CreateAsync(CancellationToken cancellationToken, Action<JsonObject>? settings = null, TemporaryInstanceOptions? options = null)
    {
        var server = TestCertificate.Create();
        var instance = await TemporaryInstance.CreateAsync((options ?? new TemporaryInstanceOptions()) with { Trust = [server.Thumbprint] }, cancellationToken);
        var file = JsonNode.Parse(await File.ReadAllTextAsync(instance.SettingsFile, cancellationToken))!.AsObject();
        Member(file, "Disk")["MinimumFree"] = 0;
        settings?.Invoke(file);
        await File.WriteAllTextAsync(instance.SettingsFile, file.ToJsonString(), cancellationToken);
        return new FaultAgent(instance, server);
    }

    public static async Task<FaultAgent> StartAsync(CancellationToken cancellationToken, Action<JsonObject>? settings = null, TemporaryInstanceOptions? options = null)
    {
        var agent = await CreateAsync(cancellationToken, settings, options);
        await agent.Instance.StartAgentAsync(cancellationToken);
        return agent;
    }

    /// <summary>A section of the settings file.</summary>
    public static JsonObject Member(JsonObject settings, string name)
    {
        if (settings[name] is not JsonObject section)
        {
            settings[name] = section = [];
        }

        return section;
    }

    /// <summary>SIGKILL, and started again.</summary>
    public async Task KillAndRestartAsync(CancellationToken cancellationToken)
    {
        await Instance.KillAgentAsync(cancellationToken);
        await Instance.StartAgentAsync(cancellationToken);
    }

    public HttpClient CreateHttp(Version version) => new(Instance.CreateHandler(_server))
    {
        BaseAddress = Instance.Address,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>Runs beside any other job unless the request says otherwise.</summary>
    public Task<Job> SubmitAsync(string bash, CancellationToken cancellationToken, Func<JobRequest, JobRequest>? with = null, string? ticket = null)
    {
        var request = new JobRequest { Script = new JobScript { Bash = bash }, Isolation = new JobIsolation { Level = IsolationLevel.None } };
        return Client.SubmitAsync(ticket is null ? JobTicket.Create(TimeProvider.System) : JobTicket.Parse(ticket), with?.Invoke(request) ?? request, cancellationToken: cancellationToken);
    }

    /// <summary>All records of a job's log as they are now, each parsed.</summary>
    public Task<List<LogRecord>> ReadLogAsync(JobTicket ticket, CancellationToken cancellationToken) =>
        Client.FollowLogAsync(ticket, follow: false, cancellationToken: cancellationToken).Select(e => e.Record).ToListAsync(cancellationToken).AsTask();

    /// <summary>Waits until the job's log has a line with this text.</summary>
    public Task SeesAsync(JobTicket ticket, string text, CancellationToken cancellationToken) =>
        Eventually.TrueAsync(async () => (await ReadLogAsync(ticket, cancellationToken)).Any(r => r.Text.Contains(text, StringComparison.Ordinal)), $"the log of {ticket} says '{text}'", cancellationToken);

    /// <summary>The job's own folder, which the agent and its supervisor share.</summary>
    public string Folder(JobTicket ticket) => Path.Combine(Instance.Home, "Jobs", ticket.FolderName);

    /// <summary>The pid of the process that watches a running job.</summary>
    public int SupervisorOf(JobTicket ticket) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(ticket), "started"))).RootElement.GetProperty("supervisor").GetProperty("pid").GetInt32();

    public async ValueTask DisposeAsync()
    {
        if (_client.IsValueCreated)
        {
            Client.Dispose();
        }

        if (_http.IsValueCreated)
        {
            Http.Dispose();
        }

        await Instance.DisposeAsync();
        _server.Dispose();
    }

    private TentacleClient CreateClient() => TentacleClient.Connect(new TentacleClientOptions
    {
        Address = Instance.Address,
        AgentThumbprint = Thumbprint.Parse(Instance.Thumbprint, null),
        Certificate = _server.Certificate,
    });
}
