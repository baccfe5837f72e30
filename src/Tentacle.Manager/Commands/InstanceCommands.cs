using System.Globalization;
using Tentacle.Contracts;

namespace Tentacle.Manager.Commands;

/// <summary>The commands behind the buttons: each page shows them before it runs them.</summary>
public static class InstanceCommands
{
    public static TentacleCommand Trust(string instance, Thumbprint thumbprint) => new("configure", "--instance", instance, "--trust", thumbprint.Value);

    public static TentacleCommand RemoveTrust(string instance, Thumbprint thumbprint) => new("configure", "--instance", instance, "--remove-trust", thumbprint.Value);

    public static TentacleCommand NewCertificate(string instance) => new("new-certificate", "--instance", instance);

    public static TentacleCommand Delete(string instance) => new("delete-instance", "--instance", instance);

    /// <summary>What makes a listening Tentacle: the original's sequence.</summary>
    public static IReadOnlyList<TentacleCommand> Listening(ListeningPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        List<string> configure =
        [
            "configure", "--instance", plan.Instance, "--home", plan.Home, "--app", plan.Applications, "--port", plan.Port.ToString(CultureInfo.InvariantCulture), "--noListen", "False",
        ];
        if (plan.ListenAddress is { } address)
        {
            configure.AddRange(["--listenIpAddress", address]);
        }

        foreach (var thumbprint in plan.Trust)
        {
            configure.AddRange(["--trust", thumbprint.Value]);
        }

        return
        [
            new TentacleCommand("create-instance", "--instance", plan.Instance, "--config", plan.SettingsFile, "--home", plan.Home),
            new TentacleCommand("new-certificate", "--instance", plan.Instance, "--if-blank"),
            new TentacleCommand([.. configure]),
        ];
    }

    /// <summary>What takes back a <see cref="Listening"/> that failed half-way.</summary>
    public static IReadOnlyList<TentacleCommand> UndoListening(ListeningPlan plan, int done)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return done == 0 ? [] : [Delete(plan.Instance)];
    }
}

/// <summary>What the wizard asks for.</summary>
public sealed record ListeningPlan
{
    public required string Instance { get; init; }
    public required string SettingsFile { get; init; }
    public required string Home { get; init; }
    public required string Applications { get; init; }
    public required int Port { get; init; }

    /// <summary>Null is all of the machine's.</summary>
    public string? ListenAddress { get; init; }

    public IReadOnlyList<Thumbprint> Trust { get; init; } = [];
}
