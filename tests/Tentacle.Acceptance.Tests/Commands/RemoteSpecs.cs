using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Commands;

/// <summary><c>tentacle remote</c>: a server's part, from a terminal.</summary>
public sealed class RemoteSpecs : IClassFixture<ListeningAgent>, IDisposable
{
    private const int Interrupt = 2;

    private readonly TemporaryDirectory _here = new();
    private readonly ListeningAgent _agent;
    private readonly string[] _connection;

    public RemoteSpecs(ListeningAgent agent)
    {
        _agent = agent;
        var (certificate, key) = agent.Server.WritePem(_here.Path);
        _connection = ["--url", agent.Instance.Address.ToString(), "--thumbprint", agent.Instance.Thumbprint, "--cert", certificate, "--key", key];
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -9 $$", 137)]
    public async Task I_get_the_scripts_exit_code(string script, int code)
    {
        var result = await RunAsync("run", [], script);

        Assert.Equal(code, result.ExitCode);
        Assert.Contains($"exit code {code}", result.Errors.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_get_what_the_script_says_where_it_said_it()
    {
        var result = await RunAsync("run", [], "echo out; echo err >&2");

        Assert.Equal("out\n", result.Output);
        Assert.StartsWith("err\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_give_the_script_on_standard_input_with_arguments_and_environment()
    {
        var command = Command("run", "--arg", "two  words", "--arg", "", "--env", "GREETING=hej=hej", "--isolation", "none");
        var result = await RunningProgram.RunAsync(command with { Input = "printf '%s|' \"$GREETING\" \"$@\"" }, Cancel);

        Assert.Equal((0, "hej=hej|two  words||\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task I_can_give_the_script_in_a_file_and_for_another_shell()
    {
        await File.WriteAllTextAsync(_here["script.py"], "print(1 + 1)", Cancel);
        var result = await RunAsync("run", ["--shell", "python", "--file", _here["script.py"]]);

        Assert.Equal((0, "2\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task I_see_the_log_while_the_script_runs()
    {
        await using var running = RunningProgram.Start(Command("run", "--", JobCalls.Gate(_here["gate"])));
        await Eventually.TrueAsync(() => running.Output == "waiting\n", Cancel);
        Assert.False(running.HasExited);
        await File.WriteAllTextAsync(_here["gate"], "", Cancel);

        Assert.Equal((0, "waiting\nthrough\n"), ((await running.WaitAsync(Cancel)).ExitCode, running.Output));
    }

    [Fact]
    public async Task I_get_124_when_the_time_was_up() => Assert.Equal(124, (await RunAsync("run", ["--timeout", "1"], "sleep 600")).ExitCode);

    [Fact]
    public async Task I_get_125_when_nothing_was_started()
    {
        var noShell = await RunAsync("run", ["--shell", "cmd"], "echo");
        Assert.Equal(125, noShell.ExitCode);
        Assert.Contains("this machine has bash, sh", noShell.Errors, StringComparison.Ordinal);

        var nobody = await RunningProgram.RunAsync(_agent.Instance.Command(["remote", "run", "--url", $"https://127.0.0.1:{FreePort.Next()}", .. _connection[2..], "--", "true"]), Cancel);
        Assert.Equal(125, nobody.ExitCode);
        Assert.Contains("could not be reached", nobody.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_get_130_when_the_job_is_canceled()
    {
        var ticket = JobCalls.NewTicket();
        await using var running = RunningProgram.Start(Command("run", "--ticket", ticket, "--", "echo up; sleep 600"));
        await Eventually.TrueAsync(() => running.Output == "up\n", Cancel);

        var canceled = (await RunAsync("cancel", [ticket])).Succeeded();
        Assert.Equal(130, (await running.WaitAsync(Cancel)).ExitCode);
        var again = (await RunAsync("cancel", [ticket])).Succeeded();

        Assert.Contains(ticket, canceled.Output, StringComparison.Ordinal);
        Assert.Contains("already ended", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_stop_the_job_with_an_interrupt()
    {
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        await using var running = RunningProgram.Start(Interruptible(Command("run", "--ticket", ticket.Value, "--", "trap 'echo bye; exit 1' TERM; echo up; while true; do sleep 0.05; done")));
        await Eventually.TrueAsync(() => running.Output == "up\n", Cancel);
        running.Send(Interrupt);

        Assert.Equal(130, (await running.WaitAsync(Cancel)).ExitCode);
        Assert.Equal("up\nbye\n", running.Output);
        Assert.Equal(JobOutcome.Canceled, (await _agent.Client.GetJobAsync(ticket, Cancel)).Outcome);
    }

    [Fact]
    public async Task I_get_130_when_I_interrupt_before_the_agent_answers()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string[] arguments = ["remote", "run", "--url", $"https://{silent.LocalEndpoint}", .. _connection[2..], "--", "true"];
        await using var running = RunningProgram.Start(Interruptible(_agent.Instance.Command(arguments)));
        using var connection = await silent.AcceptTcpClientAsync(Cancel);
        running.Send(Interrupt);

        Assert.Equal(130, (await running.WaitAsync(Cancel)).ExitCode);
        Assert.Contains("interrupted", Assert.Single(running.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_ask_an_agent_who_it_is()
    {
        var text = (await RunAsync("info", [])).Succeeded().Output;
        var json = JsonSerializer.Deserialize((await RunAsync("info", ["--format", "json"])).Succeeded().Output, ApiJson.Default.AgentDescription)!;

        Assert.Contains(_agent.Instance.Thumbprint, text, StringComparison.Ordinal);
        Assert.Contains(_agent.Instance.Home, text, StringComparison.Ordinal);
        Assert.Equal(_agent.Instance.Name, json.Instance);
        Assert.Contains("bash", json.Shells.Select(s => s.Name));
    }

    [Fact]
    public async Task I_am_told_that_the_agent_does_not_trust_me_and_how_it_would()
    {
        using var stranger = TestCertificate.Create();
        var (certificate, key) = stranger.WritePem(_here.Path, "stranger");
        var result = await RunningProgram.RunAsync(_agent.Instance.Command(["remote", "info", .. _connection[..4], "--cert", certificate, "--key", key]), Cancel);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"tentacle configure --trust {stranger.Thumbprint}", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_another_agent_answers_than_the_one_I_expect()
    {
        string[] connection = [.. _connection];
        connection[3] = new string('A', 64);
        var result = await RunningProgram.RunAsync(_agent.Instance.Command(["remote", "run", .. connection, "--", $"touch '{_here["ran"]}'"]), Cancel);

        Assert.Equal(125, result.ExitCode);
        Assert.Contains(_agent.Instance.Thumbprint, result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_here["ran"]));
    }

    // Tests that a shell started in the background have inherited that interrupts are ignored, and programs keep to that.
    private static ProgramStart Interruptible(ProgramStart command) => command with { File = "env", Arguments = ["--default-signal=INT", command.File, .. command.Arguments] };

    private ProgramStart Command(string verb, params string[] arguments) => _agent.Instance.Command(["remote", verb, .. _connection, .. arguments]);

    private Task<ProgramResult> RunAsync(string verb, string[] arguments, string? script = null) =>
        RunningProgram.RunAsync(Command(verb, [.. arguments, .. script is null ? [] : new[] { "--", script }]), Cancel);
}
