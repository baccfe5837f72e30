using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Cli.Commands.Running;

/// <summary><c>health</c>: shows the health checks of the running agent. The exit code is 0 for warnings and 1 for a failure.</summary>
internal static class HealthCommand
{
    private static readonly Option Format = Option.Format();

    public static Command Create() => new("health", "Shows how the running Tentacle agent is", RunAsync)
    {
        UsesInstance = true,
        Options = [Format],
        Remarks = "The exit code is 0 for pass and warn, 1 for fail and when no agent runs.",
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var json = invocation.Arguments.WantsJson(Format);
        var report = await LocalAgent.AskAsync(invocation, client => client.GetHealthAsync(cancellationToken));
        if (json)
        {
            invocation.Print(JsonSerializer.Serialize(report, ApiJson.Default.HealthReport));
        }
        else
        {
            invocation.Print($"{Word(report.Status)}  {report.ServiceId}, version {report.Version}");
            foreach (var (name, results) in report.Checks)
            {
                foreach (var result in results)
                {
                    invocation.Print($"  {Word(result.Status)}  {name.PadRight(report.Checks.Keys.Max(key => key.Length))}  {result.Output}");
                }
            }
        }

        return report.Status == HealthStatus.Fail ? ExitCodes.UserError : ExitCodes.Done;
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Pass => "pass",
        HealthStatus.Warn => "warn",
        _ => "FAIL",
    };
}
