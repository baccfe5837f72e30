using System.Globalization;
using Tentacle.Contracts;
using Tentacle.Platform;

namespace Tentacle.Manager.Model.Instances;

/// <summary>Checks the machine for an instance: ports, disk, permissions, agent. Changes nothing.</summary>
public static class DiagnosticChecks
{
    public static IEnumerable<DiagnosticCheck> Create(InstanceSnapshot snapshot, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Settings is not { } settings || snapshot.Home is not { } home)
        {
            yield break;
        }

        yield return Agent(snapshot, now);
        if (!settings.Tentacle.Services.NoListen)
        {
            yield return Port(snapshot, settings.Tentacle.Services.PortNumber);
        }

        foreach (var check in snapshot.Report is { } report ? OfAgent(report) : [Trust(snapshot), Disk(snapshot)])
        {
            yield return check;
        }

        yield return Permission("Home directory", home.Directory, isNeeded: true);
        yield return Permission("Application directory", settings.Tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications, isNeeded: false);
        if (snapshot.Agent is not null)
        {
            yield return Shells(snapshot.Agent);
        }
    }

    // The agent's own checks, made under its account. Its shells are listed below with their versions.
    private static IEnumerable<DiagnosticCheck> OfAgent(HealthReport report) => report.Checks
        .SelectMany(check => check.Value.Select(result => (Subject: check.Key.Split(':')[0], Result: result)))
        .Where(check => check is not { Subject: "shells", Result.Status: HealthStatus.Pass })
        .Select(
            check => new DiagnosticCheck(
                HealthStatusText.LevelOf(check.Result.Status),
                char.ToUpperInvariant(check.Subject[0]) + check.Subject[1..],
                check.Result.Output));

    private static DiagnosticCheck Agent(InstanceSnapshot snapshot, DateTimeOffset now) => snapshot switch
    {
        { Agent: { } agent } => new(
            HealthLevel.Good,
            "Agent",
            $"Version {agent.Version.Split('+')[0]} runs and answers{(snapshot.RunningSince is { } since ? $", since {StatusText.Clock(since, now)}" : "")}."),
        { IsForbidden: true } => new(
            HealthLevel.Warning,
            "Agent",
            $"It runs as another account: '{Environment.UserName}' may not use its local socket '{snapshot.Home!.LocalSocket}'. "
            + "Start the Manager as that account or as root."),
        _ => new(
            HealthLevel.Bad,
            "Agent",
            $"Nothing answers at '{snapshot.Home!.LocalSocket}'. Start it, for example: tentacle run --instance \"{snapshot.Name}\"."),
    };

    private static DiagnosticCheck Port(InstanceSnapshot snapshot, int port)
    {
        var holder = ListeningPorts.Find().FirstOrDefault(listener => listener.Port == port);
        var title = string.Create(CultureInfo.InvariantCulture, $"Port {port}");
        return (holder, snapshot.Agent) switch
        {
            ({ } held, not null) => new(
                HealthLevel.Good,
                title,
                $"The agent listens on it{Process(held)}. Whether servers reach it through the firewalls between can only be seen from there."),
            (null, not null) => new(
                HealthLevel.Bad,
                title,
                "The agent runs and does not listen on it: the port was changed since it started. Start the agent again."),
            ({ } held, null) when !snapshot.IsForbidden => new(
                HealthLevel.Bad,
                title,
                $"Another program listens on it{Process(held)}, so the agent cannot start. Stop that program, or choose another port: "
                + $"tentacle configure --instance \"{snapshot.Name}\" --port PORT."),
            ({ } held, _) => new(
                HealthLevel.Off,
                title,
                $"Another process listens on it{Process(held)}; whether that is the agent cannot be seen as '{Environment.UserName}'."),
            _ => new(HealthLevel.Off, title, "It is free for the agent to listen on."),
        };
    }

    private static string Process(ListeningPort held) =>
        held.ProcessId is { } pid ? string.Create(CultureInfo.InvariantCulture, $" ({held.ProcessName}, process {pid}, on {held.Address})") : "";

    private static DiagnosticCheck Trust(InstanceSnapshot snapshot) => snapshot.Trusted.Count == 0
        ? new(HealthLevel.Warning, "Trust", "No server is trusted, so no jobs can be submitted. Trust one under Connections.")
        : new(HealthLevel.Good, "Trust", $"{StatusText.Count(snapshot.Trusted.Count, "server is", "servers are")} trusted.");

    private static DiagnosticCheck Disk(InstanceSnapshot snapshot) => snapshot.Disk switch
    {
        null => new(HealthLevel.Off, "Disk", $"The free space at '{snapshot.Home!.Directory}' cannot be read."),
        { IsTooFull: true } disk => new(
            HealthLevel.Bad,
            "Disk",
            $"{StatusText.Size(disk.Free)} of {StatusText.Size(disk.Total)} are free at '{snapshot.Home!.Directory}'; "
            + $"new jobs are refused below {StatusText.Size(disk.Minimum)}. Free some space."),
        var disk => new(HealthLevel.Good, "Disk", $"{StatusText.Size(disk.Free)} of {StatusText.Size(disk.Total)} are free at '{snapshot.Home!.Directory}'."),
    };

    private static DiagnosticCheck Permission(string title, string directory, bool isNeeded)
    {
        if (!Directory.Exists(directory))
        {
            return isNeeded
                ? new(HealthLevel.Bad, title, $"'{directory}' is not there, or '{Environment.UserName}' may not enter a directory above it (execute "
                    + "permission).")
                : new(HealthLevel.Off, title, $"'{directory}' is made with the first deployment.");
        }

        List<string> missing = [];
        try
        {
            _ = Directory.EnumerateFileSystemEntries(directory).Any();
        }
        catch (UnauthorizedAccessException)
        {
            missing.Add("read");
        }

        if (!OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess && !CanWrite(directory))
        {
            missing.Add("write");
        }

        return missing.Count == 0
            ? new(HealthLevel.Good, title, $"'{Environment.UserName}' may read and write '{directory}'.")
            : new(HealthLevel.Warning, title, $"'{Environment.UserName}' may not {string.Join(" or ", missing)} '{directory}'. "
                + "The account that runs the agent needs both.");
    }

    private static bool CanWrite(string directory)
    {
        try
        {
            using var probe = new FileStream(
                Path.Combine(directory, $".tentacle-{Guid.NewGuid():N}"),
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static DiagnosticCheck Shells(AgentDescription agent) =>
        new(HealthLevel.Good, "Shells", string.Join(", ", agent.Shells.Select(shell => $"{shell.Name}{(shell.Version is { } version ? $" {version}" : "")} "
            + $"({shell.Path})")) + ".");
}
