using Tentacle.Testing;
using Tentacle.Testing.Programs;
using Tentacle.Testing.Systemd;

namespace Tentacle.Acceptance.Tests.Services;

/// <summary>A machine with systemd and the published programs, and a server whose certificate its agents trust.</summary>
public sealed class SystemdAgents : IAsyncLifetime
{
    public const string Tentacle = "/opt/octopus/tentacle/tentacle";

    private SystemdMachine? _machine;
    private string _missing = "The machine was not booted.";

    /// <summary>Skips the test, and says why, where no such machine can be had.</summary>
    public SystemdMachine Machine
    {
        get
        {
            Assert.SkipWhen(_machine is null, _missing);
            return _machine;
        }
    }

    public TestCertificate Server { get; } = TestCertificate.Create();

    public async ValueTask InitializeAsync()
    {
        var published = await PublishedTentacle.GetAsync(TestContext.Current.CancellationToken);
        try
        {
            _machine = await SystemdMachine.BootAsync(published.Directory, TestContext.Current.CancellationToken);
        }
        catch (MissingMachineException e)
        {
            _missing = e.Message;
        }
    }

    /// <summary>Makes an instance on the machine; no service yet.</summary>
    public async Task<SystemdAgent> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var agent = new SystemdAgent(this, name);
        await agent.ConfigureAsync(cancellationToken);
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        Server.Dispose();
    }
}
