using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Documents;

/// <summary>What docs/packages.md and docs/monitoring.md say is what happens.</summary>
public sealed partial class PackagesGuideSpecs
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_type_the_guides_commands_and_deploy_upgrade_roll_back_and_watch_a_web_application()
    {
        using var server = TestCertificate.Create();
        await using var instance = await TemporaryInstance.StartAsync(Cancel, server.Thumbprint);
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["server.pem"], server.Certificate.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(directory["server.key"], server.Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancel);
        var webPort = $"{FreePort.Next()}";
        string[] blocks = [.. DocumentedCommands.Read(nameof(PackagesGuideSpecs), "docs", "packages.md"), .. DocumentedCommands.Read(nameof(PackagesGuideSpecs), "docs", "monitoring.md")];
        var script = string.Join('\n', blocks.Select(b => b.Replace("10933", $"{instance.Port}", StringComparison.Ordinal).Replace("8080", webPort, StringComparison.Ordinal)));
        var start = new ProgramStart("bash", "-c", $"set -euo pipefail\ntrap 'kill $(jobs -p)' EXIT\n{script}")
        {
            WorkingDirectory = directory.Path,
            Environment = new Dictionary<string, string?>
            {
                ["AGENT"] = instance.Thumbprint,
                ["APPLICATIONS"] = instance.Applications,
                ["PATH"] = $"{TentacleExecutable.Built.Directory}:{Environment.GetEnvironmentVariable("PATH")}",
            },
        };

        var result = (await RunningProgram.RunAsync(start, Cancel)).Succeeded();

        Assert.Equal(["1.0.0", "2.0.0", "1.0.0", "2.0.0"], Page().Matches(result.Output).Select(m => m.Groups["version"].Value));
        Assert.Contains("installing 1.0.0 in Production\n{ \"greeting\": \"hej\" }", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"succeeded\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"greet\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("cicd_pipeline_run_active{cicd_pipeline_run_state=\"executing\"} 0", result.Output, StringComparison.Ordinal);
        Assert.Contains("Uploading", result.Errors, StringComparison.Ordinal);
        Assert.Contains("100 % Deployed", result.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex("<h1>Hello from (?<version>[^<]*)</h1>")]
    private static partial Regex Page();
}
