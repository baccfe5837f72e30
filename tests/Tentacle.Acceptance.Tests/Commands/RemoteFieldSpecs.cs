using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Commands;

/// <summary><c>tentacle remote</c> as it is really called (F5, F6, F8): wrong addresses, pipes, files that grow or have no length, a person at a terminal.</summary>
public sealed class RemoteFieldSpecs : IClassFixture<ListeningAgent>, IDisposable
{
    private static readonly TimeSpan FarLessThanTheRetriesOfBefore = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory _here = new();
    private readonly ListeningAgent _agent;
    private readonly string[] _identity;

    public RemoteFieldSpecs(ListeningAgent agent)
    {
        _agent = agent;
        var (certificate, key) = agent.Server.WritePem(_here.Path);
        _identity = ["--thumbprint", agent.Instance.Thumbprint, "--cert", certificate, "--key", key];
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData("info")]
    [InlineData("run", "--", "true")]
    [InlineData("cancel", "some-ticket")]
    [InlineData("download", "a", "b")]
    public async Task I_am_told_soon_that_nothing_listens_there(string verb, params string[] arguments)
    {
        var (result, took) = await TimedAsync($"https://127.0.0.1:{FreePort.Next()}", verb, arguments);

        Assert.Equal(verb == "run" ? 125 : 1, result.ExitCode);
        Assert.Contains("nothing listens there", Sentence(result), StringComparison.Ordinal);
        Assert.InRange(took, TimeSpan.Zero, FarLessThanTheRetriesOfBefore);
    }

    [Fact]
    public async Task I_am_told_soon_that_there_is_no_such_name()
    {
        var (result, took) = await TimedAsync("https://no-such-host.invalid:10933", "info");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the name cannot be resolved", Sentence(result), StringComparison.Ordinal);
        Assert.InRange(took, TimeSpan.Zero, FarLessThanTheRetriesOfBefore);
    }

    [Fact]
    public async Task I_am_told_that_another_program_answers_on_the_port()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var answering = AnswerPlainlyAsync(other);

        var result = await CallAsync($"https://{other.LocalEndpoint}", "info");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("does not speak TLS", Sentence(result), StringComparison.Ordinal);
        other.Stop();
        await answering;
    }

    [Fact]
    public async Task I_can_use_a_key_with_a_password()
    {
        var key = _agent.Server.Certificate.GetECDsaPrivateKey()?.ExportEncryptedPkcs8PrivateKeyPem("pass word", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        Assert.SkipWhen(key is null, "The server's key is RSA.");
        await File.WriteAllTextAsync(_here["encrypted.pem"], key, Cancel);
        var command = _agent.Instance.Command(["remote", "info", "--url", _agent.Instance.Address.ToString(), .. _identity[..4], "--key", _here["encrypted.pem"], "--pfx-password", "-"]);

        (await RunningProgram.RunAsync(command with { Input = "pass word\n" }, Cancel)).Succeeded();
    }

    [Fact]
    public async Task I_get_the_content_of_a_file_that_says_it_is_empty()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc.");

        (await CallAsync("download", "/proc/cpuinfo", _here["cpuinfo"])).Succeeded();
        var again = (await CallAsync("download", "/proc/version", "-")).Succeeded();

        Assert.Contains("processor", await File.ReadAllTextAsync(_here["cpuinfo"], Cancel), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync("/proc/version", Cancel), again.Output);
    }

    [Fact]
    public async Task I_get_a_log_that_grows_as_it_was_at_the_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "bash.");
        var log = Path.Combine(_agent.Instance.Home, "growing.log");
        var line = new string('x', 999) + "\n";
        await File.WriteAllTextAsync(log, string.Concat(Enumerable.Repeat(line, 5000)), Cancel);
        await using var writer = RunningProgram.Start(new ProgramStart("/bin/bash", "-c", $"while true; do printf '%s' '{line}' >> '{log}'; done"));
        var before = new FileInfo(log).Length;
        await Eventually.TrueAsync(() => new FileInfo(log).Length > before, Cancel);

        (await CallAsync("download", "growing.log", _here["a.log"])).Succeeded();
        (await CallAsync("download", "growing.log", "/dev/null")).Succeeded();

        var came = new FileInfo(_here["a.log"]).Length;
        Assert.InRange(came, before, new FileInfo(log).Length);
        Assert.Equal(['x', '\n'], (await File.ReadAllTextAsync(_here["a.log"], Cancel)).Distinct());
        Assert.Equal(["a.log", "server.key", "server.pem"], Directory.EnumerateFiles(_here.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdout")]
    [InlineData("pipe")]
    public async Task I_can_download_into_a_pipe(string target)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes.");
        var content = string.Concat(Enumerable.Range(0, 200_000));
        await File.WriteAllTextAsync(Path.Combine(_agent.Instance.Home, "big.txt"), content, Cancel);
        var command = Command(_agent.Instance.Address.ToString(), "download", "big.txt", target == "pipe" ? _here["pipe"] : target);
        if (target == "pipe")
        {
            (await RunningProgram.RunAsync(new ProgramStart("mkfifo", _here["pipe"]), Cancel)).Succeeded();
        }

        var line = string.Join(' ', command.Arguments.Prepend(command.File).Select(a => $"'{a}'"));
        var result = await RunningProgram.RunAsync(
            new ProgramStart("/bin/bash", "-c", target == "pipe" ? $"cat '{_here["pipe"]}' & {line}; e=$?; wait; exit $e" : $"set -o pipefail; {line} | cat") { Environment = command.Environment },
            Cancel);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(content, result.Output);
        Assert.Contains("Downloaded 'big.txt'", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_what_is_downloaded_cannot_be_written()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full.");
        await File.WriteAllTextAsync(Path.Combine(_agent.Instance.Home, "some.txt"), "some", Cancel);

        var device = await CallAsync("download", "some.txt", "/dev/full");
        var directory = await CallAsync("download", "Logs", _here["x"]);
        var missing = await CallAsync("download", "some.txt", _here["none/x"]);

        Assert.All([device, directory, missing], result => Assert.Equal(1, result.ExitCode));
        Assert.Contains("could not be written", Sentence(device), StringComparison.Ordinal);
        Assert.Contains("is a directory", Sentence(directory), StringComparison.Ordinal);
        Assert.False(File.Exists(_here["x"]));
    }

    [Fact]
    public async Task I_can_upload_what_comes_through_a_pipe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes.");
        var content = string.Concat(Enumerable.Range(0, 300_000));
        (await RunningProgram.RunAsync(new ProgramStart("mkfifo", _here["pipe"]), Cancel)).Succeeded();
        var input = Command(_agent.Instance.Address.ToString(), "upload", "-", "from-input.txt") with { Input = content };
        var command = Command(_agent.Instance.Address.ToString(), "upload", _here["pipe"], "from-pipe.txt");
        var line = string.Join(' ', command.Arguments.Prepend(command.File).Select(a => $"'{a}'"));

        (await RunningProgram.RunAsync(input, Cancel)).Succeeded();
        (await RunningProgram.RunAsync(new ProgramStart("/bin/bash", "-c", $"printf hello > '{_here["pipe"]}' & {line}; e=$?; wait; exit $e") { Environment = command.Environment }, Cancel)).Succeeded();
        (await CallAsync("upload", "/proc/version", "version.txt")).Succeeded();

        Assert.Equal(content, await File.ReadAllTextAsync(Path.Combine(_agent.Instance.Home, "from-input.txt"), Cancel));
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(_agent.Instance.Home, "from-pipe.txt"), Cancel));
        Assert.NotEqual(0, new FileInfo(Path.Combine(_agent.Instance.Home, "version.txt")).Length);
    }

    [Fact]
    public async Task I_am_told_that_a_directory_is_not_uploaded()
    {
        Directory.CreateDirectory(_here["folder"]);

        var result = await CallAsync("upload", _here["folder"], "folder");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is a directory, and files are uploaded one by one", Sentence(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_at_a_terminal_that_the_script_is_waited_for_and_one_interrupt_ends_it()
    {
        const string Terminal = """
            import os, pty, sys, time
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp(sys.argv[1], sys.argv[1:])
            said = b''
            while b'standard input' not in said:
                said += os.read(terminal, 4096)
            os.write(terminal, b'echo half a script\n')
            os.write(terminal, b'\x03')
            try:
                while True:
                    data = os.read(terminal, 4096)
                    if not data:
                        break
                    said += data
            except OSError:
                pass
            _, status = os.waitpid(pid, 0)
            sys.stdout.write(said.decode())
            sys.exit(os.waitstatus_to_exitcode(status))
            """;
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3"), "python3 makes the terminal.");
        await File.WriteAllTextAsync(_here["terminal.py"], Terminal, Cancel);
        var command = Command(_agent.Instance.Address.ToString(), "run");

        // Tests that a shell started in the background have inherited that interrupts are ignored.
        var result = await RunningProgram.RunAsync(new ProgramStart("env", ["--default-signal=INT", "/usr/bin/python3", _here["terminal.py"], command.File, .. command.Arguments]) { Environment = command.Environment }, Cancel);

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("The script is read from standard input; Ctrl-D ends it.", result.Output, StringComparison.Ordinal);
    }

    private static string Sentence(ProgramResult result) => Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static async Task AnswerPlainlyAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(Cancel);
                await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Cancel);
                var request = new byte[4096];
                while (await connection.GetStream().ReadAsync(request, Cancel) > 0)
                {
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over, or the program has gone.
        }
    }

    private ProgramStart Command(string url, string verb, params string[] arguments) => _agent.Instance.Command(["remote", verb, "--url", url, .. _identity, .. arguments]);

    private Task<ProgramResult> CallAsync(string verb, string first, string second) => RunningProgram.RunAsync(Command(_agent.Instance.Address.ToString(), verb, first, second), Cancel);

    private Task<ProgramResult> CallAsync(string url, string verb) => RunningProgram.RunAsync(Command(url, verb), Cancel);

    private async Task<(ProgramResult Result, TimeSpan Took)> TimedAsync(string url, string verb, params string[] arguments)
    {
        var started = TimeProvider.System.GetTimestamp();
        var result = await RunningProgram.RunAsync(Command(url, verb, arguments), Cancel);
        return (result, TimeProvider.System.GetElapsedTime(started));
    }
}
