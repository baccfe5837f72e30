using System.Globalization;
using Tentacle.Contracts;

namespace Tentacle.Manager.Commands;

/// <summary>The commands behind the buttons. Each page shows them before it runs them.</summary>
public static class InstanceCommands
{
    public static TentacleCommand Trust(string instance, Thumbprint thumbprint) => new("configure", "--instance", instance, "--trust", thumbprint.Value);

    public static TentacleCommand RemoveTrust(string instance, Thumbprint thumbprint) =>
        new("configure", "--instance", instance, "--remove-trust", thumbprint.Value);

    public static TentacleCommand Poll(string instance, string address, Thumbprint thumbprint) =>
        new("poll-server", "--instance", instance, "--server-comms-address", address, "--thumbprint", thumbprint.Value);

    public static TentacleCommand NewCertificate(string instance) => new("new-certificate", "--instance", instance);

    /// <summary>Creates a new certificate. The current one stays in use for another week, while servers learn of the new one.</summary>
    public static TentacleCommand RotateCertificate(string instance) => new("new-certificate", "--instance", instance, "--overlap", "7d");

    /// <param name="instance">The name of the instance.</param>
    /// <param name="pfx">The content of the file.</param>
    /// <param name="password">The password; empty when there is none.</param>
    public static TentacleCommand ImportCertificate(string instance, ReadOnlySpan<byte> pfx, string password)
    {
        var content = Convert.ToBase64String(pfx);
        return password.Length == 0
            ? new TentacleCommand("import-certificate", "--instance", instance, "--from-base64", "-") { SecretInput = [content] }
            : new TentacleCommand(
                "import-certificate",
                "--instance",
                instance,
                "--from-base64",
                "-",
                "--pfx-password",
                "-")
            { SecretInput = [content, password] };
    }

    public static TentacleCommand ExportCertificate(string instance, string file) =>
        new("show-thumbprint", "--instance", instance, "--export-certificate", file);

    public static TentacleCommand SupportBundle(string instance, string file) => new("diagnostics", "--instance", instance, "--file", file);

    /// <param name="instance">The name of the instance.</param>
    /// <param name="steps">Options of <c>service</c>, for example <c>--start</c>.</param>
    public static TentacleCommand Service(string instance, params string[] steps) => new(["service", "--instance", instance, .. steps]);

    /// <summary>Removes the service, when there is one, and then the instance.</summary>
    public static IReadOnlyList<TentacleCommand> Delete(string instance, bool hasService, bool withFiles)
    {
        var delete = withFiles
            ? new TentacleCommand("delete-instance", "--instance", instance, "--delete-home")
            : new TentacleCommand("delete-instance", "--instance", instance);
        return hasService ? [Service(instance, "--stop", "--uninstall"), delete] : [delete];
    }

    /// <summary>Sets up a Tentacle, in the sequence of the original.</summary>
    public static IReadOnlyList<TentacleCommand> SetUp(SetupPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        List<TentacleCommand> commands =
        [
            new TentacleCommand("create-instance", "--instance", plan.Instance, "--config", plan.SettingsFile, "--home", plan.Home),
            new TentacleCommand("new-certificate", "--instance", plan.Instance, "--if-blank"),
            Configure(plan),
        ];
        if (plan.Proxy is { } proxy)
        {
            commands.Add(proxy);
        }

        if (plan is { ServerAddress: { } address, Trust: { } thumbprint })
        {
            commands.Add(Poll(plan.Instance, address, thumbprint));
        }

        if (plan.InstallsService)
        {
            commands.Add(Service(plan.Instance, "--install", "--start"));
        }

        return commands;
    }

    /// <summary>Reverts a <see cref="SetUp"/> that failed halfway.</summary>
    /// <param name="plan">The failed plan.</param>
    /// <param name="done">The number of its commands that succeeded.</param>
    /// <param name="withFiles">True when the set-up created the home, so that it contains no other files.</param>
    public static IReadOnlyList<TentacleCommand> UndoSetUp(SetupPlan plan, int done, bool withFiles)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return done == 0 ? [] : Delete(plan.Instance, hasService: plan.InstallsService && done == SetUp(plan).Count - 1, withFiles);
    }

    private static TentacleCommand Configure(SetupPlan plan)
    {
        List<string> configure = ["configure", "--instance", plan.Instance, "--home", plan.Home, "--app", plan.Applications];
        if (plan.Port is { } port)
        {
            configure.AddRange(["--port", port.ToString(CultureInfo.InvariantCulture), "--noListen", "False"]);
            configure.AddRange(plan.Trust is { } thumbprint ? ["--trust", thumbprint.Value] : []);
        }
        else
        {
            configure.AddRange(["--noListen", "True"]);
        }

        return new TentacleCommand([.. configure]);
    }
}
