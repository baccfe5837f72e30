using System.Globalization;
using Tentacle.Agent;
using Tentacle.Agent.Composition;
using Tentacle.Cli.Commands.General;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Cli.Commands.Running;

/// <summary><c>run</c>: runs the agent in the foreground. The service calls it, too.</summary>
internal static class RunCommand
{
    private const int MinWait = 20;
    private static readonly Option AcceptClone = Option.Flag(
        "accept-clone",
        "Starts although the instance was set up on another machine, and makes it this machine's");
    private static readonly Option Wait = Option.Value("wait", "Delay (ms) before starting");

    public static Command Create() => new("run", "Starts the Tentacle Agent", RunAsync)
    {
        Aliases = ["agent"],
        UsesInstance = true,
        StopsItself = true,
        Options = [Wait, AcceptClone],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.FindNumber(Wait, 0, int.MaxValue) is { } wait and >= MinWait)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(wait), invocation.Terminal.Time, cancellationToken);
        }

        var instance = invocation.Instance;
        RefuseAnothers(invocation, instance);
        using var secrets = SecretsKey.LoadOrCreate(instance);
        RefuseClone(invocation, instance, secrets);
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

    // As root, the agent would follow the settings of another account and leave files that this account cannot use. Two agents in one home take each other's
    // jobs.
    private static void RefuseAnothers(Invocation invocation, Instance instance)
    {
        if (instance.Account is { } account)
        {
            throw new UserErrorException(OtherAccounts.Refusal(instance, account, "so it is not run as root"));
        }

        var home = instance.HomeOf(instance.Settings.Load()).Directory;
        if (InstanceNeighbours.Find(invocation.Terminal.Index, instance).All.FirstOrDefault(other => other.IsAt(home)) is { } neighbour)
        {
            throw new UserErrorException(
                $"The home directory '{home}' of the instance '{instance.Name}' is that of the instance {neighbour.Title} too, and two agents cannot share "
                + $"one. Give one of them a directory of its own: tentacle configure --instance \"{instance.Name}\" --home DIR.");
        }
    }

    // Two machines with the same identity would take each other's jobs.
    private static void RefuseClone(Invocation invocation, Instance instance, SecretsKey secrets)
    {
        var here = MachineIdentity.Find(secrets);
        var settings = instance.Settings.Load();
        var accepted = invocation.Arguments.Has(AcceptClone)
            || (bool.TryParse(Environment.GetEnvironmentVariable(MachineIdentity.AcceptVariable), out var set) && set);
        if (MachineIdentity.IsClone(settings, here) && !accepted)
        {
            // A lost key looks like another machine, too. In that case the certificate cannot be decrypted, which is the error to report.
            StoredCertificate.Load(settings, secrets)?.Dispose();
            throw new UserErrorException(
                $"The instance '{instance.Name}' was set up on another machine: this looks like a copy of it, and two machines must not have one identity. "
                + $"Give this one its own with 'tentacle new-certificate --instance \"{instance.Name}\"' and have the servers trust its thumbprint; "
                + $"or, when the other machine is gone, start once with --accept-clone (or {MachineIdentity.AcceptVariable}=true).");
        }

        // An account without write access to the settings continues without a stored identity. The next start then has nothing to compare with either.
        if (here is not null && settings.Octopus.MachineIdentity != here)
        {
            Remember(invocation, instance, here);
        }
    }

    private static void Remember(Invocation invocation, Instance instance, string here)
    {
        try
        {
            instance.Settings.Change(settings => MachineIdentity.Assign(settings, here));
        }
        catch (SettingsException e)
        {
            invocation.Warn($"Copies of this machine will not be detected: {e.Message}");
        }
    }

    private static AgentOptions Options(Invocation invocation, Instance instance, SecretsKey secrets) => new()
    {
        Instance = instance,
        Secrets = secrets,
        Version = VersionCommand.Informational,
        LogToConsole = !invocation.Arguments.Has(CommonOptions.NoConsoleLogging),
    };

    private static void EnsureCertificate(Invocation invocation, Instance instance, SecretsKey secrets)
    {
        if (StoredCertificate.Ensure(instance, secrets, invocation.Terminal.Time) is { } thumbprint)
        {
            invocation.Report(string.Create(CultureInfo.InvariantCulture, $"A new certificate has been generated. Thumbprint: {thumbprint}"));
        }
    }
}
