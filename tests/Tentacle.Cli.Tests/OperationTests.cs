using System.IO.Compression;
using System.Text.Json.Nodes;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>What an operator asks a running agent on its own machine.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private readonly TestCertificate _server = TestCertificate.Create();
    private TemporaryInstance _instance = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix sockets and bash.");
        _instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { Trust = [_server.Thumbprint] }, Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_instance is not null)
        {
            await _instance.DisposeAsync();
        }

        _server.Dispose();
    }

    [Theory]
    [InlineData("health")]
    [InlineData("livez")]
    [InlineData("jobs")]
    [InlineData("log", "some-ticket")]
    [InlineData("cancel", "some-ticket")]
    public async Task Asking_NoAgentRuns_SaysHowToStartOne(params string[] command)
    {
        var called = await _instance.RunAsync(Token, command);

        Assert.Equal((1, ""), (called.ExitCode, called.Output));
        Assert.Contains("The agent of the instance 'Tentacle' does not answer: no agent listens on", called.Errors, StringComparison.Ordinal);
        Assert.Contains("tentacle run", called.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_AgentRuns_ShowsEveryCheckAndIsJsonToo()
    {
        await _instance.StartAgentAsync(Token);

        var text = (await _instance.RunAsync(Token, "health")).Succeeded();
        var json = (await _instance.RunAsync(Token, "health", "--format", "json")).Succeeded();

        Assert.StartsWith("warn  Tentacle, version", text.Output, StringComparison.Ordinal);
        Assert.Contains($"Not running latest version of Calamari. Directory does not exist: {_instance.Home}/Calamari", text.Output, StringComparison.Ordinal);
        Assert.Equal("warn", (string?)JsonNode.Parse(json.Output)!["status"]);
        (await _instance.RunAsync(Token, "livez", "--max-age", "5")).Succeeded();
    }

    [Fact]
    public async Task Health_OneCheckFails_ExitsWith1()
    {
        await _instance.StartAgentAsync(Token);
        Directory.Delete(Path.Combine(_instance.Home, "Work"));

        var called = await _instance.RunAsync(Token, "health");

        Assert.Equal((1, ""), (called.ExitCode, called.Errors));
        Assert.StartsWith("FAIL", called.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Livez_AgentHangs_GivesUp()
    {
        await _instance.StartAgentAsync(Token);
        const int stop = 19;
        const int go = 18;
        _instance.Agent.Send(stop);
        try
        {
            var called = await _instance.RunAsync(Token, "livez", "--max-age", "1");

            Assert.Equal((1, ""), (called.ExitCode, called.Output));
            Assert.Contains("did not answer within 1 seconds", called.Errors, StringComparison.Ordinal);
        }
        finally
        {
            _instance.Agent.Send(go);
        }
    }

    [Fact]
    public async Task Jobs_AreListedShownAndCanceled()
    {
        await _instance.StartAgentAsync(Token);
        using var client = TentacleClient.OverLocalSocket(Path.Combine(_instance.Home, "tentacle.sock"));
        await client.SubmitAsync(JobTicket.Parse("first"), new JobRequest { Script = new JobScript { Bash = "echo out; echo err >&2; exit 3" } }, cancellationToken: Token);
        await client.WaitAsync(JobTicket.Parse("first"), Token);
        await client.SubmitAsync(JobTicket.Parse("second"), new JobRequest { Script = new JobScript { Bash = "sleep 300" } }, cancellationToken: Token);
        await client.SubmitAsync(JobTicket.Parse("third"), new JobRequest { Script = new JobScript { Bash = "echo third" } }, cancellationToken: Token);

        var jobs = (await _instance.RunAsync(Token, "jobs")).Succeeded();
        var complete = (await _instance.RunAsync(Token, "jobs", "--state", "complete", "--format", "json")).Succeeded();
        var log = (await _instance.RunAsync(Token, "log", "FIRST")).Succeeded();
        var canceled = (await _instance.RunAsync(Token, "cancel", "second")).Succeeded();
        var followed = (await _instance.RunAsync(Token, "log", "third", "--follow")).Succeeded();

        Assert.Matches(@"first +failed, exit code 3", jobs.Output);
        Assert.Matches(@"third +pending, waits for 'RunningScript' held by second", jobs.Output);
        Assert.Equal("first", (string?)Assert.Single(JsonNode.Parse(complete.Output)!["items"]!.AsArray())!["ticket"]);
        Assert.Equal(("out\n", "err\n"), (log.Output, log.Errors));
        Assert.Equal("Job second is being canceled.\n", canceled.Output);
        Assert.Equal("third\n", followed.Output);
        Assert.Equal(JobOutcome.Canceled, (await client.WaitAsync(JobTicket.Parse("second"), Token)).Outcome);
    }

    [Fact]
    public async Task Drain_UntilItsEnd_RefusesNewJobsAndIsNotReady()
    {
        await _instance.StartAgentAsync(Token);
        using var client = TentacleClient.OverLocalSocket(Path.Combine(_instance.Home, "tentacle.sock"));
        await client.SubmitAsync(JobTicket.Parse("running"), new JobRequest { Script = new JobScript { Bash = "sleep 300" } }, cancellationToken: Token);
        await Eventually.TrueAsync(async () => (await client.GetJobAsync(JobTicket.Parse("running"), Token)).State == JobState.Running, Token);

        var waited = await _instance.RunAsync(Token, "drain", "--wait", "1");
        var refused = await Assert.ThrowsAsync<TentacleProblemException>(() => client.SubmitAsync(JobTicket.Parse("new"), new JobRequest { Script = new JobScript { Bash = "true" } }, cancellationToken: Token));
        (await _instance.RunAsync(Token, "cancel", "running")).Succeeded();
        var empty = (await _instance.RunAsync(Token, "drain", "--wait", "60", "--format", "json")).Succeeded();
        var ended = (await _instance.RunAsync(Token, "drain", "--end")).Succeeded();

        Assert.Equal((1, "Draining: no new jobs are taken. 1 running, 0 waiting for the end of the drain.\n"), (waited.ExitCode, waited.Output));
        Assert.True(refused.Is(ProblemTypes.Draining));
        Assert.Equal("""{"draining":true,"running":0,"pending":0}""", empty.Output.Trim());
        Assert.Equal("Not draining. 0 running, 0 waiting.\n", ended.Output);
    }

    [Theory]
    [InlineData("No job has the ticket 'unknown'", "log", "unknown")]
    [InlineData("No job has the ticket 'unknown'", "cancel", "unknown")]
    [InlineData("Name one job", "log")]
    [InlineData("'a/b' is not a ticket", "cancel", "a/b")]
    [InlineData("'done' is not a valid value for --state", "jobs", "--state", "done")]
    [InlineData("'0' is not a valid value for --max-age", "livez", "--max-age", "0")]
    public async Task Asking_WhatIsNone_SaysSo(string expected, params string[] command)
    {
        await _instance.StartAgentAsync(Token);

        var called = await _instance.RunAsync(Token, command);

        Assert.Equal((1, ""), (called.ExitCode, called.Output));
        Assert.Contains(expected, called.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_OfTheInstance_ReachesAJobThatStartsAfterwards_AndItsPasswordIsMasked()
    {
        await _instance.StartAgentAsync(Token);
        (await RunningProgram.RunAsync(_instance.Command("proxy", "--proxyHost", "proxy.local", "--proxyPort", "3128", "--proxyUsername", "me", "--proxyPassword", "-") with { Input = "hunter22\n" }, Token)).Succeeded();
        using var client = TentacleClient.OverLocalSocket(Path.Combine(_instance.Home, "tentacle.sock"));

        var script = "echo $TentacleProxyHost:$TentacleProxyPort; echo ${#TentacleProxyPassword}; echo $TentacleProxyPassword";
        await client.SubmitAsync(JobTicket.Parse("proxied"), new JobRequest { Script = new JobScript { Bash = script } }, cancellationToken: Token);
        await client.WaitAsync(JobTicket.Parse("proxied"), Token);

        Assert.Equal("proxy.local:3128\n8\n********\n", (await _instance.RunAsync(Token, "log", "proxied")).Output);
    }

    [Fact]
    public async Task Diagnostics_OfARunningAgent_HoldWhatHelpsAndNoSecret()
    {
        await _instance.StartAgentAsync(Token);
        string[] secrets = ["hunter22", "correct horse", "battery staple", "from-the-environment"];
        (await RunningProgram.RunAsync(_instance.Command("proxy", "--proxyHost", "web", "--proxyUsername", "me", "--proxyPassword", "-") with { Input = secrets[0] + "\n" }, Token)).Succeeded();
        (await RunningProgram.RunAsync(_instance.Command("polling-proxy", "--proxyHost", "poll", "--proxyUsername", "me", "--proxyPassword", secrets[1]), Token)).Succeeded();
        (await _instance.RunAsync(Token, "new-certificate", "--overlap", "1d")).Succeeded();
        using (var client = TentacleClient.OverLocalSocket(Path.Combine(_instance.Home, "tentacle.sock")))
        {
            var request = new JobRequest { Script = new JobScript { Bash = "echo battery staple" }, SensitiveValues = [secrets[2]], Environment = new Dictionary<string, string> { ["X"] = secrets[2] } };
            await client.SubmitAsync(JobTicket.Parse("secretive"), request, cancellationToken: Token);
            await client.WaitAsync(JobTicket.Parse("secretive"), Token);
        }

        // As when some older version, or a script, had written it there.
        await File.AppendAllTextAsync(Path.Combine(_instance.Home, "Logs", "Commands.txt"), $"http://me:{secrets[0]}@web {Uri.EscapeDataString(secrets[1])} {secrets[3]}\n", Token);
        var command = _instance.Command("diagnostics", "--file", Path.Combine(_instance.Home, "d.zip"));
        (await RunningProgram.RunAsync(command with { Environment = new Dictionary<string, string?>(command.Environment) { ["DEPLOY_API_KEY"] = secrets[3] } }, Token)).Succeeded();

        await using var zip = await ZipFile.OpenReadAsync(Path.Combine(_instance.Home, "d.zip"), Token);
        var texts = zip.Entries.ToDictionary(entry => entry.FullName, Read);
        string[] expected = ["agent.json", "health.json", "jobs.txt", "logs/Commands.txt", "logs/OctopusTentacle.txt", "logs/audit.ndjson", "machine.txt", "ports.txt", "settings.json"];
        Assert.Equal(expected, texts.Keys.Order(StringComparer.Ordinal));
        var settings = new SettingsStore(_instance.SettingsFile).Load();
        string[] hidden = [.. secrets, Uri.EscapeDataString(secrets[1]), settings.Tentacle.Certificate!, settings.Tentacle.NextCertificate!.Certificate, settings.Octopus.Proxy.ProxyPassword!, "PRIVATE KEY"];
        Assert.All(texts, text => Assert.All(hidden, secret => Assert.DoesNotContain(secret, text.Value, StringComparison.Ordinal)));
        Assert.Contains($":{_instance.Port}  process {_instance.Agent.Id} ", texts["ports.txt"], StringComparison.Ordinal);
        Assert.Contains("secretive", texts["jobs.txt"], StringComparison.Ordinal);
        Assert.Contains(settings.Tentacle.CertificateThumbprint!, texts["settings.json"], StringComparison.Ordinal);
        Assert.Contains("MiB free", texts["machine.txt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnostics_NoAgentAndBrokenSettings_StillHelp()
    {
        await File.WriteAllTextAsync(_instance.SettingsFile, """{ "Jobs": { "MaxRunning": 0 }, "Octopus": { "Proxy": { "ProxyPassword": "abcdef" } } }""", Token);

        (await _instance.RunAsync(Token, "diagnostics", "--file", Path.Combine(_instance.Home, "d.zip"))).Succeeded();

        await using var zip = await ZipFile.OpenReadAsync(Path.Combine(_instance.Home, "d.zip"), Token);
        Assert.Contains("Jobs.MaxRunning is 0", Read(zip.GetEntry("settings-problem.txt")!), StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", Read(zip.GetEntry("settings.json")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WithJobsRunning_IsQuickAndLeavesThemRunning()
    {
        await _instance.StartAgentAsync(Token);
        using (var client = TentacleClient.OverLocalSocket(Path.Combine(_instance.Home, "tentacle.sock")))
        {
            await client.SubmitAsync(JobTicket.Parse("long"), new JobRequest { Script = new JobScript { Bash = "until [ -e go ]; do sleep 0.1; done; echo went" } }, cancellationToken: Token);
            await Eventually.TrueAsync(async () => (await client.GetJobAsync(JobTicket.Parse("long"), Token)).State == JobState.Running, Token);
        }

        Assert.Equal(0, await _instance.StopAgentAsync(Token));
        await File.WriteAllTextAsync(Path.Combine(_instance.Home, "Work", "long", "go"), "", Token);
        await _instance.StartAgentAsync(Token);

        Assert.Equal("went\n", (await _instance.RunAsync(Token, "log", "long", "--follow")).Output);
    }

    private static string Read(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
