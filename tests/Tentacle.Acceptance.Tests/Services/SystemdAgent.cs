using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Services;

/// <summary>One instance on the machine, handled as an administrator does: with <c>tentacle</c> and <c>systemctl</c>.</summary>
public sealed class SystemdAgent(SystemdAgents agents, string name)
{
    private Thumbprint _thumbprint;

    public int Port { get; } = FreePort.Next();

    public string Home => $"/srv/octopus/{name}";

    public string SettingsFile => $"{Home}/tentacle.config";

    /// <summary>As systemd is asked for it.</summary>
    public string Unit => $"{name}.service";

    public async Task ConfigureAsync(CancellationToken cancellationToken)
    {
        (await RunAsync(cancellationToken, "create-instance", "--config", SettingsFile)).Succeeded();
        (await RunAsync(cancellationToken, "new-certificate")).Succeeded();
        (await RunAsync(cancellationToken, "configure", "--port", $"{Port}", "--trust", agents.Server.Thumbprint)).Succeeded();
        await LookUpThumbprintAsync(cancellationToken);
    }

    /// <summary>To be called before connecting, when the instance was made by others.</summary>
    public async Task LookUpThumbprintAsync(CancellationToken cancellationToken) =>
        _thumbprint = Thumbprint.Parse((await RunAsync(cancellationToken, "show-thumbprint")).Succeeded().Output.Trim(), null);

    /// <summary>Runs a command of <c>tentacle</c> on this instance.</summary>
    public Task<ProgramResult> RunAsync(CancellationToken cancellationToken, params string[] command) =>
        agents.Machine.RunAsync(cancellationToken, [SystemdAgents.Tentacle, command[0], "--instance", name, .. command[1..]]);

    public Task<ProgramResult> ServiceAsync(CancellationToken cancellationToken, params string[] arguments) => RunAsync(cancellationToken, ["service", .. arguments]);

    /// <summary>What systemd knows of the service.</summary>
    public async Task<string> ShowAsync(string property, CancellationToken cancellationToken) =>
        (await agents.Machine.RunAsync(cancellationToken, "systemctl", "show", "--value", $"--property={property}", Unit)).Succeeded().Output.Trim();

    public TentacleClient Connect() => TentacleClient.Connect(new TentacleClientOptions
    {
        Address = new Uri($"https://127.0.0.1:{Port}/"),
        AgentThumbprint = _thumbprint,
        Certificate = agents.Server.Certificate,
    });

    /// <summary>Runs a script to its end.</summary>
    public async Task<(Job Job, string Output)> RunJobAsync(string script, CancellationToken cancellationToken)
    {
        using var client = Connect();
        var job = await client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = script } }, cancellationToken: cancellationToken);
        job = await client.WaitAsync(job.Ticket, cancellationToken);
        var lines = await client.FollowLogAsync(job.Ticket, cancellationToken: cancellationToken).Where(entry => entry.Record.Stream == LogStream.Stdout).Select(entry => entry.Record.Text).ToListAsync(cancellationToken);
        return (job, string.Join('\n', lines));
    }
}
