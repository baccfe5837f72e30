using System.Text;
using System.Text.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Faults;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>What a script is given arrives exactly.</summary>
public abstract class ScriptSpecs(ConnectedAgent agent)
{
    private const string Python = """
        import sys, base64
        for a in sys.argv[1:]: print("=" + base64.b64encode(a.encode("utf-8", "surrogateescape")).decode())
        """;

    private static readonly string[] Hard =
    [
        "plain", "", " two  spaces ", "\"double\" and 'single'", "back\\slash\\", "two\nlines\n", "\ttab", "$HOME `id` $(id)", "*", "-n", "--", "%PATH% ^&|<>", "grüße 日本語 🐙", "!history", "'", "~",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bash", """for a in "$@"; do printf '='; printf %s "$a" | base64 -w0; echo; done""")]
    [InlineData("sh", """for a in "$@"; do printf '='; printf %s "$a" | base64 -w0; echo; done""")]
    [InlineData("python", Python)]
    public async Task I_can_pass_any_argument_to_a_script(string shell, string script)
    {
        var job = await agent.RunAsync($$"""{"script":{"{{shell}}":{{JsonSerializer.Serialize(script)}}},"arguments":{{JsonSerializer.Serialize(Hard)}}}""");

        Assert.Equal((0, shell), (job.ExitCode, job.Shell));
        Assert.Equal(Hard, await DecodeAsync(job.Ticket));
    }

    [Fact]
    public async Task I_can_give_a_script_any_environment()
    {
        var environment = JsonSerializer.Serialize(Hard.Select((value, i) => (Name: $"V{i}", Value: value)).Append(("TentacleHome", "mine")).ToDictionary(p => p.Item1, p => p.Item2));
        var script = string.Concat(Enumerable.Range(0, Hard.Length).Select(i => $"printf '='; printf %s \"$V{i}\" | base64 -w0; echo\n")) + "printf '='; printf %s \"$TentacleHome\" | base64 -w0; echo";
        var job = await agent.RunAsync(JobCalls.Bash(script, $",\"environment\":{environment}"));

        var printed = await DecodeAsync(job.Ticket);

        Assert.Equal([.. Hard, "mine"], printed);
    }

    [Fact]
    public async Task I_find_in_a_script_what_tells_it_where_it_runs()
    {
        const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var job = await agent.RunAsync(
            JobCalls.Bash("printf '%s\\n' \"$PWD\" \"$TentacleHome\" \"$TentacleApplications\" \"$TentacleInstanceName\" \"$TentacleJobTicket\" \"$TentacleExecutablePath\" \"$TRACEPARENT\""),
            ("traceparent", Trace));
        var home = agent.Instance.Home;

        Assert.Equal(
            [Path.Combine(home, "Work", job.Ticket.FolderName), home, agent.Instance.Applications, agent.Instance.Name, job.Ticket.Value, Testing.Programs.TentacleExecutable.Built.Path, Trace],
            (await agent.LogTextAsync(job.Ticket)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task I_find_nothing_of_the_agents_own_in_the_working_directory()
    {
        var job = await agent.RunAsync(JobCalls.Bash("ls -A", $$""","files":[{"name":"given.txt","content":""}],"sensitiveValues":["s3cret"],"environment":{"TOKEN":"s3cret"}"""));
        var found = (await agent.LogTextAsync(job.Ticket)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("given.txt", found);
        Assert.DoesNotContain(found, f => f is "job.json" or "state.json" or "log.ndjson" or "secrets" or "started");
    }

    [Fact]
    public async Task I_find_a_secret_in_the_environment_of_the_script_and_in_no_list_of_processes()
    {
        using var here = new TemporaryDirectory();
        var secret = $"s3cret-{Guid.NewGuid():N}";
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        var script = $"printf %s \"$TOKEN\" > '{here["token"]}'; {JobCalls.Gate(here["gate"])}";
        using var submitted = await agent.SubmitAsync(ticket.Value, JobCalls.Bash(script, $$""","sensitiveValues":["{{secret}}"],"environment":{"TOKEN":"{{secret}}"}"""));
        await agent.LoggedAsync(ticket, "waiting");

        Assert.Empty(Processes.With(secret));
        Assert.NotEmpty(Processes.With(ticket.FolderName));
        Assert.Equal(secret, await File.ReadAllTextAsync(here["token"], Cancel));
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
        await agent.Client.WaitAsync(ticket, Cancel);
    }

    [Fact]
    public async Task I_get_the_first_script_that_this_machine_can_run()
    {
        var job = await agent.RunAsync("""{"script":{"cmd":"exit 1","python":"print('python')","sh":"echo sh"}}""");

        Assert.Equal(("sh", "sh\n"), (job.Shell, await agent.LogTextAsync(job.Ticket)));
    }

    private async Task<string[]> DecodeAsync(JobTicket ticket)
    {
        var lines = await agent.Client.FollowLogAsync(ticket, cancellationToken: Cancel).Select(e => e.Record.Text).ToListAsync(Cancel);
        return [.. lines.Select(line => Encoding.UTF8.GetString(Convert.FromBase64String(line[1..])))];
    }
}

/// <inheritdoc/>
public sealed class ListeningScriptSpecs(ListeningAgent agent) : ScriptSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledScriptSpecs(PolledAgent agent) : ScriptSpecs(agent), IClassFixture<PolledAgent>;
