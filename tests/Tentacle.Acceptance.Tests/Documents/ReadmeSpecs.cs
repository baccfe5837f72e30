using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Documents;

/// <summary>What the README says is what happens.</summary>
public sealed class ReadmeSpecs
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_type_the_READMEs_commands_and_run_my_first_job()
    {
        using var home = new TemporaryDirectory();
        var port = $"{FreePort.Next()}";
        var blocks = DocumentedCommands.Read(nameof(ReadmeSpecs), "README.md").Select(b => b.Replace("10933", port, StringComparison.Ordinal)).ToArray();
        var start = new ProgramStart("bash", "-c", Script(blocks, port))
        {
            WorkingDirectory = home.Path,
            Environment = new Dictionary<string, string?>
            {
                ["HOME"] = home.Path,
                [TemporaryInstance.ConfigurationRootVariable] = home["etc"],
                ["PATH"] = $"{TentacleExecutable.Built.Directory}:{Environment.GetEnvironmentVariable("PATH")}",
            },
        };

        var result = (await RunningProgram.RunAsync(start, Cancel)).Succeeded();

        Assert.Contains("\"ticket\":\"my-first-job\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("step 1\nstep 2\nstep 3\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("event: complete\ndata: {\"ticket\":\"my-first-job\",\"state\":\"complete\",\"outcome\":\"succeeded\"", result.Output, StringComparison.Ordinal);
        Assert.Contains($"hello from {Environment.MachineName}", result.Output, StringComparison.Ordinal);
    }

    // A person takes longer to type the next command than the agent to start; this script does not.
    private static string Script(string[] blocks, string port) => $"""
        set -euo pipefail
        {blocks[0]}
        trap 'kill $(jobs -p)' EXIT
        until curl -sk https://localhost:{port}/ > welcome.html; do read -r -t 0.05 <> <(:) || true; done
        {string.Join('\n', blocks.Skip(1))}
        """;
}
