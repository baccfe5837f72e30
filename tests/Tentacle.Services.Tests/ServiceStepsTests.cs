using Tentacle.Instances;
using Tentacle.Services.Control;

namespace Tentacle.Services.Tests;

/// <summary>The order of steps, on a service that is kept in memory: what systemd makes of them is shown by the acceptance tests.</summary>
public sealed class ServiceStepsTests
{
    private static readonly Instance Instance = new("Tentacle", "/srv/octopus/Tentacle.config", "/etc/octopus", IsListed: true);

    [Theory]
    [InlineData("stop,start", "stop start")]
    [InlineData("install,stop,start", "stop install(kept) start")]
    [InlineData("start,install,uninstall,stop,restart", "restart stop uninstall install(LocalSystem) start")]
    [InlineData("restart", "restart")]
    [InlineData("reconfigure", "stop install(kept) start")]
    public async Task Run_OnARunningService_GoesInTheOriginalsOrder(string wishes, string calls)
    {
        var service = new RecordingControl { Service = new InstalledService("x", ServiceState.Running, "LocalSystem") };

        await RunAsync(service, Wishes(wishes));

        Assert.Equal(calls, string.Join(' ', service.Calls));
    }

    [Theory]
    [InlineData("stop", "")]
    [InlineData("restart", "")]
    [InlineData("uninstall", "")]
    [InlineData("stop,uninstall", "")]
    [InlineData("install,stop,start", "install(kept) start")]
    [InlineData("reconfigure,start", "install(kept) start")]
    public async Task Run_WithoutAService_DoesWhatCanBeDone(string wishes, string calls)
    {
        var service = new RecordingControl();

        await RunAsync(service, Wishes(wishes));

        Assert.Equal(calls, string.Join(' ', service.Calls));
    }

    [Fact]
    public async Task Start_WithoutAService_IsRefusedWithARemedy()
    {
        var refused = await Assert.ThrowsAsync<ServiceException>(() => RunAsync(new RecordingControl(), Wishes("start")));

        Assert.Contains("no service with this name was found. Install it first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reinstall_OfAnAccountWhosePasswordIsNotKnown_WarnsAndTakesTheSystemsOwn()
    {
        var service = new RecordingControl { Service = new InstalledService("x", ServiceState.Stopped, @"CORP\bob") { NeedsPassword = true } };

        var said = await RunAsync(service, Wishes("uninstall,install"));

        Assert.Equal("uninstall install(kept)", string.Join(' ', service.Calls));
        Assert.Contains(said, line => line.StartsWith(@"Warning: the service ran as the account 'CORP\bob', whose password is not known here.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Install_ThatIsRefused_LeavesTheServiceRunning()
    {
        var service = new RecordingControl { Service = new InstalledService("x", ServiceState.Running, "root"), Refuses = true };

        await Assert.ThrowsAsync<ServiceException>(() => RunAsync(service, Wishes("install"), new ServiceAccount("other", null)));

        Assert.Equal("stop start", string.Join(' ', service.Calls));
    }

    private static async Task<List<string>> RunAsync(RecordingControl control, ServiceWishes wishes, ServiceAccount? account = null)
    {
        var said = new List<string>();
        var definition = new ServiceDefinition { Instance = Instance, Program = "/opt/octopus/tentacle/tentacle", Account = account };
        await new ServiceSteps(control, said.Add).RunAsync(definition, wishes, TestContext.Current.CancellationToken);
        return said;
    }

    private static ServiceWishes Wishes(string words)
    {
        var wanted = words.Split(',');
        return new ServiceWishes
        {
            Restart = wanted.Contains("restart"),
            Stop = wanted.Contains("stop"),
            Uninstall = wanted.Contains("uninstall"),
            Install = wanted.Contains("install"),
            Reconfigure = wanted.Contains("reconfigure"),
            Start = wanted.Contains("start"),
        };
    }

    private sealed class RecordingControl : IServiceControl
    {
        public List<string> Calls { get; } = [];

        public InstalledService? Service { get; set; }

        public bool Refuses { get; init; }

        public string NameOf(Instance instance) => "x";

        public Task<InstalledService?> FindAsync(Instance instance, CancellationToken cancellationToken) => Task.FromResult(Service);

        public Task<IReadOnlyList<string>> InstallAsync(ServiceDefinition definition, CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                throw new ServiceException("There is no such account.");
            }

            Service ??= new InstalledService("x", ServiceState.Stopped, "LocalSystem");
            Calls.Add($"install({definition.Account?.Name ?? "kept"})");
            return Task.FromResult<IReadOnlyList<string>>([]);
        }

        public Task UninstallAsync(Instance instance, CancellationToken cancellationToken) => Record("uninstall", null);

        public Task StartAsync(Instance instance, CancellationToken cancellationToken) => Record("start", ServiceState.Running);

        public Task StopAsync(Instance instance, CancellationToken cancellationToken) => Record("stop", ServiceState.Stopped);

        public Task RestartAsync(Instance instance, CancellationToken cancellationToken) => Record("restart", ServiceState.Running);

        private Task Record(string call, ServiceState? state)
        {
            Calls.Add(call);
            Service = state is { } now && Service is { } service ? service with { State = now } : null;
            return Task.CompletedTask;
        }
    }
}
