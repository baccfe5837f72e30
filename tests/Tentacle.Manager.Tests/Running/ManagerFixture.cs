using Microsoft.Playwright;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Manager.Tests.Running;

/// <summary>A real agent with real jobs, a Manager beside it and a browser that has entered.</summary>
public sealed class ManagerFixture : IAsyncLifetime
{
    private const int MaxWait = 20_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private RunningManager? _manager;
    private TemporaryInstance? _instance;
    private readonly Lock _preparing = new();
    private Task? _prepared;
    private string _session = "";

    public TestCertificate Server { get; } = TestCertificate.Create("CN=Octopus Server");

    public TemporaryInstance Instance => _instance!;

    public Uri Address => _manager!.Address;

    internal RunningManager Manager => _manager!;

    public TentacleClient Agent { get; private set; } = null!;

    /// <summary>What this machine would let the Manager ask: jobs of a deployment day.</summary>
    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { Name = "Web01", Trust = [Server.Thumbprint] }, cancellationToken);
        await _instance.StartAgentAsync(cancellationToken);
        Agent = _instance.Connect(Server);
        _manager = await RunningManager.StartAsync(_instance, cancellationToken);
        _session = (await _manager.BeginSessionAsync(cancellationToken)).Split('=', 2)[1];
        Assertions.SetDefaultExpectTimeout(MaxWait);
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright, cancellationToken);
    }

    /// <summary>A browser window of its own that has the session.</summary>
    public async Task<IPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 800)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            BaseURL = Address.ToString(),
            AcceptDownloads = true,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        await context.AddCookiesAsync([new Cookie { Name = "tentacle-manager", Value = _session, Url = Address.ToString(), HttpOnly = true, SameSite = SameSiteAttribute.Strict }]);
        context.SetDefaultTimeout(MaxWait);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await page.Locator("h1").First.WaitForAsync();
        return page;
    }

    /// <summary>A window that has no session: it has to come through the forwarding file.</summary>
    public async Task<IPage> OpenStrangerAsync() => await (await _browser!.NewContextAsync(new BrowserNewContextOptions { AcceptDownloads = true })).NewPageAsync();

    public async Task<Job> RunJobAsync(string ticket, string script, CancellationToken cancellationToken)
    {
        await Agent.SubmitAsync(JobTicket.Parse(ticket), new JobRequest { Script = new JobScript { Bash = script } }, cancellationToken: cancellationToken);
        return await Agent.WaitAsync(JobTicket.Parse(ticket), cancellationToken);
    }

    /// <summary>What all tests of a class need and one of them does.</summary>
    public Task OnceAsync(Func<Task> prepare)
    {
        lock (_preparing)
        {
            return _prepared ??= prepare();
        }
    }

    public InstanceSettings ReadSettings() => new SettingsStore(Instance.SettingsFile).Load();

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Agent?.Dispose();
        if (_manager is not null)
        {
            await _manager.DisposeAsync();
        }

        if (_instance is not null)
        {
            await _instance.DisposeAsync();
        }

        Server.Dispose();
    }
}
