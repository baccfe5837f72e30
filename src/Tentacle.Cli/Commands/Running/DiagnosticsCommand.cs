using System.Globalization;
using Tentacle.Cli.Commands.General;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Client;
using Tentacle.Core.Diagnostics;
using Tentacle.Instances;

namespace Tentacle.Cli.Commands.Running;

/// <summary><c>diagnostics</c>: writes one file with everything that support needs, without secrets. It does not need a running agent.</summary>
internal static class DiagnosticsCommand
{
    private static readonly Option File = Option.Value(
        "file",
        "The zip file to write. Defaults to tentacle-diagnostics-INSTANCE-TIME.zip in the current directory");

    public static Command Create() =>
        new("diagnostics", "Writes a zip file for support: settings, logs, health, versions, ports and disk, without secrets", RunAsync)
        {
            UsesInstance = true,
            Options = [File],
            Remarks = "Private keys, passwords and the logs of jobs are not in it; known secrets are masked in everything that is.",
        };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var instance = invocation.Instance;
        var time = invocation.Terminal.Time.GetUtcNow();
        var path = invocation.FindPath(File)
            ?? invocation.Terminal.FullPath(
                $"tentacle-diagnostics-{InstanceName.FileNameOf(instance.Name)}-{time.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.zip");
        using var content = new MemoryStream();
        using (var bundle = new DiagnosticsBundle(content, instance, VersionCommand.Informational, time))
        {
            bundle.AddMachine();
            bundle.AddSettings();
            bundle.AddPorts();
            bundle.AddLogs();
            await AddAgentAsync(bundle, cancellationToken);
        }

        OutputFile.Write(path, content.ToArray());
        invocation.Report($"Diagnostics without secrets have been written to:");
        invocation.Print(path);
        return ExitCodes.Done;
    }

    private static async Task AddAgentAsync(DiagnosticsBundle bundle, CancellationToken cancellationToken)
    {
        if (bundle.Home is not { } home)
        {
            return;
        }

        using var client = TentacleClient.OverLocalSocket(home.LocalSocket);
        try
        {
            bundle.AddHealth(await client.GetHealthAsync(cancellationToken));
            bundle.AddAgent(await client.DescribeAsync(cancellationToken));
            bundle.AddJobs(await client.ListJobsAsync(cancellationToken: cancellationToken).ToListAsync(cancellationToken));
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException)
        {
            bundle.AddText("agent.txt", $"The agent did not answer on '{home.LocalSocket}': {e.Message}");
        }
    }
}
