using System.Net.Security;
using System.Text.Json.Nodes;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Faults;
using Tentacle.Testing.Instances;

namespace Tentacle.Soak.Agents;

/// <summary>One real agent of a run, with a direct way to it and one over a line that is cut.</summary>
internal sealed class SoakAgent : IAsyncDisposable
{
    private readonly SemaphoreSlim _process = new(1);
    private readonly SemaphoreSlim _settings = new(1);
    private readonly Func<FaultProxy> _openLine;
    private SmallDisk? _disk;
    private FaultProxy? _line;

    private SoakAgent(AgentTraits traits, TemporaryInstance instance, Func<FaultProxy> openLine) =>
        (Traits, Instance, _openLine) = (traits, instance, openLine);

    public AgentTraits Traits { get; }

    public string Name => Traits.Name;

    public TemporaryInstance Instance { get; }

    public string Jobs => Path.Combine(Instance.Home, "Jobs");

    /// <summary>The direct way; for one that polls there is one way only.</summary>
    public TentacleClient Client { get; private set; } = null!;

    /// <summary>The way that is cut.</summary>
    public TentacleClient OverLine { get; private set; } = null!;

    /// <summary>For what the client has no call for.</summary>
    public HttpClient Http { get; private set; } = null!;

    public FaultProxy Line => _line ??= _openLine();

    /// <summary>Whether it may refuse for want of room at any time, forget jobs to make some, and lose lines of them.</summary>
    public bool HasSmallDisk => _disk is not null;

    /// <summary>Makes the instance, without starting its agent.</summary>
    public static async Task<SoakAgent> CreateAsync(AgentTraits traits, TemporaryInstanceOptions options, PollingHub hub, TestCertificate server,
        CancellationToken cancellationToken)
    {
        var instance = await TemporaryInstance.CreateAsync(options with { Trust = [server.Thumbprint], NoListen = traits.Polls }, cancellationToken);
        var agent = new SoakAgent(traits, instance, () => FaultProxy.To(traits.Polls ? hub.Port : instance.Port));
        agent.PlaceOnSmallDisk();
        if (traits.Polls)
        {
            agent.Poll(hub, server);
        }
        else
        {
            agent.Client = agent.Connect(server, instance.Port);
            agent.OverLine = agent.Connect(server, agent.Line.Port);
            agent.Http = new HttpClient(instance.CreateHandler(server)) { BaseAddress = instance.Address };
        }

        instance.ChangeSettings(settings => Section(settings, "Disk")["MinimumFree"] = traits.DiskSize is null ? 0 : 1 << 20);
        return agent;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _process.WaitAsync(cancellationToken);
        try
        {
            await Instance.StartAgentAsync(cancellationToken);
        }
        finally
        {
            _process.Release();
        }
    }

    /// <summary>SIGKILL, something done while it is down, and started again.</summary>
    public async Task KillAndRestartAsync(Func<Task> whileDown, CancellationToken cancellationToken)
    {
        await _process.WaitAsync(cancellationToken);
        try
        {
            await Instance.KillAgentAsync(cancellationToken);
            await whileDown();

            // Once killed it is started whatever comes: the checks at the end need it.
            await Instance.StartAgentAsync(CancellationToken.None);
        }
        finally
        {
            _process.Release();
        }
    }

    /// <summary>The sentence that it left, when its process ended although it was not killed; null when all is well.</summary>
    public string? FindUnexpectedEnd()
    {
        if (!_process.Wait(0, CancellationToken.None))
        {
            return null;
        }

        try
        {
            return Instance.Agent.HasExited ? $"the agent ended by itself. stderr: {Instance.Agent.Errors}" : null;
        }
        finally
        {
            _process.Release();
        }
    }

    /// <summary>Changes of settings, one at a time: by file or by command.</summary>
    public async Task ChangeSettingsAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _settings.WaitAsync(cancellationToken);
        try
        {
            await change();
        }
        finally
        {
            _settings.Release();
        }
    }

    /// <summary>Fills its disk until so many bytes are left.</summary>
    public void Fill(long leave)
    {
        var free = new DriveInfo(Instance.Home).AvailableFreeSpace;
        try
        {
            using var filler = File.OpenWrite(FillerPath);
            filler.Write(new byte[Math.Max(0, free - leave)]);
        }
        catch (IOException)
        {
            // A job was quicker: it is as full as it gets.
        }
    }

    public void Empty() => File.Delete(FillerPath);

    /// <summary>A client with a certificate, on connections of its own.</summary>
    public TentacleClient Connect(TestCertificate certificate, int port, TimeSpan? retryBudget = null) => TentacleClient.Connect(new TentacleClientOptions
    {
        Address = new Uri($"https://127.0.0.1:{port}"),
        AgentThumbprint = Thumbprint.Parse(Instance.Thumbprint, null),
        Certificate = certificate.Certificate,
        RetryBudget = retryBudget ?? TimeSpan.FromMinutes(2),
    });

    /// <summary>For strangers: TLS that accepts any agent.</summary>
    public static SslClientAuthenticationOptions AnyAgent(TestCertificate? certificate) => new()
    {
        TargetHost = "localhost",
        LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate.Certificate,
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };

    public static JsonObject Section(JsonNode settings, string name)
    {
        if (settings[name] is not JsonObject section)
        {
            settings[name] = section = [];
        }

        return section;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Traits.Polls)
        {
            Client.Dispose();
            OverLine.Dispose();
        }

        Http?.Dispose();

        if (_line is not null)
        {
            await _line.DisposeAsync();
        }

        // What still runs would keep the file system busy.
        await Instance.KillLeftoversAsync();
        _disk?.Dispose();
        await Instance.DisposeAsync();
        _process.Dispose();
        _settings.Dispose();
    }

    private string FillerPath => Path.Combine(Instance.Home, "filler");

    private void Poll(PollingHub hub, TestCertificate server)
    {
        var subscription = SubscriptionId.Create();
        hub.Register(subscription, Instance.Thumbprint);
        Client = OverLine = hub.Hub.GetClient(subscription);
        Http = new HttpClient(hub.Hub.GetHandler(subscription), disposeHandler: false) { BaseAddress = new Uri("http://agent") };
        Instance.ChangeSettings(settings =>
        {
            var communication = settings["Tentacle"]!["Communication"]!;
            communication["TrustedOctopusServers"] = new JsonArray(new JsonObject
            {
                ["Thumbprint"] = server.Thumbprint,
                ["CommunicationStyle"] = 2,
                ["Address"] = $"https://localhost:{Line.Port}/",
                ["SubscriptionId"] = subscription.Value,
            });
            communication["PollingConnectionCount"] = 4;
        });
    }

    private void PlaceOnSmallDisk()
    {
        if (Traits.DiskSize is null)
        {
            return;
        }

        Directory.CreateDirectory(Instance.Home);
        var before = Directory.GetFiles(Instance.Home, "*", SearchOption.AllDirectories)
            .Select(f => (Path: f, Content: File.ReadAllBytes(f), Mode: File.GetUnixFileMode(f))).ToList();
        _disk = new SmallDisk(Instance.Home, Traits.DiskSize);
        foreach (var file in before)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            File.WriteAllBytes(file.Path, file.Content);
            File.SetUnixFileMode(file.Path, file.Mode);
        }
    }
}
