using Tentacle.Instances;
using Tentacle.Platform.Programs;
using Tentacle.Platform.Storage;
using Tentacle.Services.Control;

namespace Tentacle.Services.Systemd;

/// <summary>Services under systemd. A unit that another program wrote is never changed, started or stopped.</summary>
public sealed class SystemdControl : IServiceControl
{
    private const string UnitDirectory = "/etc/systemd/system";
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string NameOf(Instance instance) => Path.GetFileNameWithoutExtension(ServiceName.OfUnit(instance));

    public async Task<InstalledService?> FindAsync(Instance instance, CancellationToken cancellationToken)
    {
        if (ReadOwnUnit(instance) is not { } unit)
        {
            return null;
        }

        var shown = await ShowAsync(ServiceName.OfUnit(instance), cancellationToken);
        return new InstalledService(NameOf(instance), StateOf(shown.GetValueOrDefault("ActiveState", "")), unit.User)
        {
            IsDisabled = shown.GetValueOrDefault("UnitFileState") is "disabled" or "masked",
        };
    }

    public async Task<IReadOnlyList<string>> InstallAsync(ServiceDefinition definition, CancellationToken cancellationToken)
    {
        RequireRoot();
        RequireSystemd();
        var instance = definition.Instance;
        var unitName = ServiceName.OfUnit(instance);
        var before = ReadOwnUnit(instance);
        if (before is null && await ShowAsync(unitName, cancellationToken) is var shown && shown.GetValueOrDefault("FragmentPath") is { Length: > 0 } other)
        {
            throw new ServiceException($"'{unitName}' is a unit of another program already ('{other}'). Create the instance under another name.");
        }

        var said = new List<string>();
        var user = before?.User ?? "root";
        if (definition.Account is { } wanted)
        {
            var account = await UnixAccount.GetAsync(wanted.Name, cancellationToken);
            if (!account.IsRoot || before is { User: not "root" })
            {
                said.AddRange(await new ServiceAccountOwnership(instance, account).GiveAsync(definition.Program, cancellationToken));
            }

            user = account.Name;
        }
        else if (user != "root")
        {
            said.Add($"The service keeps running as the account '{user}'. Name another with --username.");
        }

        var unit = SystemdUnit.Compose(definition, user, await DependenciesAsync(definition.DependsOn, cancellationToken));
        Write(Path.Combine(UnitDirectory, unitName), unit);
        await CallAsync(["daemon-reload"], "systemd could not read its units again", cancellationToken);
        await CallAsync(["enable", unitName], $"Could not install the systemd service: {NameOf(instance)}", cancellationToken);
        return said;
    }

    public async Task UninstallAsync(Instance instance, CancellationToken cancellationToken)
    {
        if (ReadOwnUnit(instance) is null)
        {
            return;
        }

        RequireRoot();
        var unitName = ServiceName.OfUnit(instance);
        await CallAsync(["disable", unitName], $"Could not remove the systemd service: {NameOf(instance)}", cancellationToken);
        File.Delete(Path.Combine(UnitDirectory, unitName));
        await CallAsync(["daemon-reload"], "systemd could not read its units again", cancellationToken);

        // Otherwise systemd would list a failed service as failed permanently.
        await ProgramCall.RunAsync("systemctl", ["reset-failed", unitName], cancellationToken);
    }

    public async Task StartAsync(Instance instance, CancellationToken cancellationToken)
    {
        var unitName = ServiceName.OfUnit(instance);
        if ((await FindAsync(instance, cancellationToken)) is { State: ServiceState.Running })
        {
            return;
        }

        // An administrator who starts a service has usually fixed the cause of its failure, so the start limit is reset.
        await ProgramCall.RunAsync("systemctl", ["--no-ask-password", "reset-failed", unitName], cancellationToken);
        await CallAsync(["start", unitName], $"Could not start the systemd service: {NameOf(instance)}", cancellationToken, LastWordsAsync);
    }

    public Task StopAsync(Instance instance, CancellationToken cancellationToken) =>
        CallAsync(["stop", ServiceName.OfUnit(instance)], $"Could not stop the systemd service: {NameOf(instance)}", cancellationToken);

    public Task RestartAsync(Instance instance, CancellationToken cancellationToken) =>
        CallAsync(["restart", ServiceName.OfUnit(instance)], $"Could not restart the systemd service: {NameOf(instance)}", cancellationToken, LastWordsAsync);

    // The unit of the instance; null when there is no unit file.
    private static SystemdUnit? ReadOwnUnit(Instance instance)
    {
        var path = Path.Combine(UnitDirectory, ServiceName.OfUnit(instance));
        if (!File.Exists(path))
        {
            return null;
        }

        var unit = new SystemdUnit(File.ReadAllText(path));
        if (!unit.IsOurs)
        {
            throw new ServiceException(
                $"The unit file '{path}' was not written by this program, so it is left alone. Remove it with the program that it belongs to, or delete it "
                + "and run 'systemctl daemon-reload'.");
        }

        return unit.IsFor(instance)
            ? unit
            : throw new ServiceException(
                $"The unit file '{path}' belongs to another instance ({unit.Text.Split('\n')[0].TrimStart('#', ' ')}). "
                + "Uninstall that one's service first, or create this instance under another name.");
    }

    private static async Task<IReadOnlyList<string>> DependenciesAsync(string? dependsOn, CancellationToken cancellationToken)
    {
        var units = (dependsOn ?? "").Split(
            [' ', ',', '/'],
            StringSplitOptions.RemoveEmptyEntries).Select(name => name.Contains('.', StringComparison.Ordinal) ? name : name + ".service").ToList();
        foreach (var unit in units)
        {
            if ((await ShowAsync(unit, cancellationToken)).GetValueOrDefault("LoadState") is not "loaded")
            {
                throw new ServiceException(
                    $"Unable to set dependency on service '{unit}' as no service was found with that name. See 'systemctl list-unit-files'.");
            }
        }

        return units;
    }

    private static void Write(string path, SystemdUnit unit)
    {
        try
        {
            AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(unit.Text), ReadableByAll);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException($"The unit file '{path}' could not be written: {e.Message}", e);
        }
    }

    private static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ServiceException(
                $"Requires elevated privileges. Please run command as sudo. (The account '{Environment.UserName}' may not write '{UnitDirectory}'.)");
        }
    }

    private static void RequireSystemd()
    {
        // sd_booted(3) checks the same directory.
        if (!Directory.Exists("/run/systemd/system"))
        {
            throw new ServiceException(
                "Could not detect systemd. systemd is required to run Tentacle as a service. Without it, let your own supervisor run 'tentacle run'.");
        }
    }

    private static async Task<Dictionary<string, string>> ShowAsync(string unit, CancellationToken cancellationToken)
    {
        var answer = await ProgramCall.RunAsync(
            "systemctl",
            ["show", "--property=LoadState,ActiveState,UnitFileState,FragmentPath", "--", unit],
            cancellationToken);
        return (answer?.Output ?? "").Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private static ServiceState StateOf(string active) => active switch
    {
        "active" or "reloading" => ServiceState.Running,
        "activating" => ServiceState.Starting,
        "deactivating" => ServiceState.Stopping,
        "failed" => ServiceState.Failed,
        _ => ServiceState.Stopped,
    };

    private static async Task CallAsync(
        IReadOnlyList<string> arguments,
        string failure,
        CancellationToken cancellationToken,
        Func<string,
        CancellationToken,
        Task<string>>? moreOf = null)
    {
        RequireSystemd();
        var answer = await ProgramCall.RunAsync("systemctl", ["--no-ask-password", .. arguments], cancellationToken)
            ?? throw new ServiceException("Could not detect systemd: there is no program 'systemctl'. systemd is required to run Tentacle as a service.");
        if (answer.Succeeded)
        {
            return;
        }

        if (answer.Errors.Contains("authentication required", StringComparison.OrdinalIgnoreCase)
            || answer.Errors.Contains("Access denied", StringComparison.Ordinal))
        {
            throw new ServiceException(
                $"{failure}. Requires elevated privileges. Please run command as sudo, or allow the account '{Environment.UserName}' the action "
                + "org.freedesktop.systemd1.manage-units in polkit.");
        }

        var more = moreOf is null ? "" : await moreOf(arguments[^1], cancellationToken);
        throw new ServiceException($"{failure}. {more}systemd says: {answer.Reason}");
    }

    // The agent's last log line has the reason. systemd only knows the exit code.
    private static async Task<string> LastWordsAsync(string unit, CancellationToken cancellationToken)
    {
        var answer = await ProgramCall.RunAsync(
            "journalctl",
            ["--no-pager", "--quiet", "--output=cat", "--lines=1", $"_SYSTEMD_UNIT={unit}"],
            cancellationToken);
        return answer is { Succeeded: true } && answer.Output.Trim() is { Length: > 0 } line ? $"The agent's last line: {line} " : "";
    }
}
