using Tentacle.Testing;
using Tentacle.Testing.Programs;
using Tentacle.Testing.Systemd;

namespace Tentacle.Acceptance.Tests.Services;

/// <summary>A machine with systemd and the published programs, and a server whose certificate its agents trust.</summary>
public sealed class SystemdAgents : IAsyncLifetime
{
    public const string Tentacle = "/opt/octopus/tentacle/tentacle";

    private SystemdMachine? _machine;

    public SystemdMachine Machine => _machine ?? throw new InvalidOperationException("The machine was not booted.");

    public TestCertificate Server { get; } = TestCertificate.Create();

    public async ValueTask InitializeAsync()
    {
        var published = await PublishedTentacle.GetAsync(TestContext.Current.CancellationToken);
        _machine = await SystemdMachine.BootAsync(published.Directory, TestContext.Current.CancellationToken);
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
