using System.Collections;
using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Packages;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Cli.Commands.Jobs;

/// <summary><c>deploy-package</c>: deploys the package of a job. The job's supervisor calls it; people use <c>remote deploy</c>.</summary>
internal static class DeployPackageCommand
{
    public static Command Create() => new(PackageJob.Command, "Deploys the package of a job; called by the job's supervisor", RunAsync)
    {
        Positionals = "<job.json>",
        StopsItself = true,
        IsHidden = true,
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Positionals is not [var path] || !File.Exists(path))
        {
            throw new UserErrorException("This command is for a job's supervisor. To deploy a package: tentacle remote deploy.");
        }

        var record = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, cancellationToken), JobRecordJson.Default.JobRecord)!;
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "");
        var site = new PackageSite
        {
            Ticket = record.Ticket,
            HomeDirectory = Require(environment, "TentacleHome"),
            ApplicationDirectory = Require(environment, "TentacleApplications"),
            WorkDirectory = invocation.Terminal.FullPath("."),
            Environment = environment,
            Time = invocation.Terminal.Time,
        };
        return await PackageDeployment.RunAsync(site, record.Request, new DeploymentOutput(invocation.Terminal.Out), cancellationToken);
    }

    private static string Require(Dictionary<string, string> environment, string variable) =>
        environment.GetValueOrDefault(variable) ?? throw new UserErrorException(
            $"There is no {variable} in the environment. This command is for a job's supervisor.");
}
