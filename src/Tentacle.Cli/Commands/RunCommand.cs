using System.Globalization;
using Tentacle.Agent;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Core.Trust;

namespace Tentacle.Cli.Commands;

/// <summary><c>run</c>: the agent itself, in the foreground; the service runs this too.</summary>
internal static class RunCommand
{
    private const int ShortestWait = 20;
    private static readonly Option Wait = Option.Value("wait", "Delay (ms) before starting");

    public static Command Create() => new("run", "Starts the Tentacle Agent", RunAsync)
    {
        Aliases = ["agent"],
        UsesInstance = true,
        StopsItself = true,
        Options = [Wait],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.FindNumber(Wait, 0, int.MaxValue) is { } wait and >= ShortestWait)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(wait), invocation.Terminal.Time, cancellationToken);
        }

        var instance = invocation.Instance;
        using var secrets = SecretsKey.LoadOrCreate(instance);
        EnsureCertificate(invocation, instance, secrets);
        try
        {
            await using var agent = await AgentHost.StartAsync(Options(invocation, instance, secrets), cancellationToken);
            await agent.WaitForShutdownAsync(cancellationToken);
        }
        catch (AgentStartException e)
        {
            throw new UserErrorException(e.Message, e);
        }

        return ExitCodes.Done;
    }

    private static AgentOptions Options(Invocation invocation, Instance instance, SecretsKey secrets) => new()
    {
        Instance = instance,
        Secrets = secrets,
        Version = VersionCommand.Informational,
        ExecutablePath = Environment.ProcessPath ?? "tentacle",
        SupervisorPath = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tentacle-supervisor.exe" : "tentacle-supervisor"),
        LogToConsole = !invocation.Arguments.Has(CommonOptions.NoConsoleLogging),
    };

    private static void EnsureCertificate(Invocation invocation, Instance instance, SecretsKey secrets)
    {
        if (instance.Settings.Load().Tentacle.Certificate is not null)
        {
            return;
        }

        using var certificate = AgentCertificate.Create(invocation.Terminal.Time);
        instance.Settings.Change(settings => settings.Tentacle.Certificate is null ? AgentCertificate.Store(settings, certificate, secrets) : settings);
        invocation.Say(string.Create(CultureInfo.InvariantCulture, $"A new certificate has been generated. Thumbprint: {Thumbprint.Sha256Of(certificate)}"));
    }
}
