using Tentacle.Cli.Demo;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;
using Tentacle.Platform.Storage;

namespace Tentacle.Cli.Commands.General;

/// <summary><c>demo</c>: runs a Tentacle and a server on this machine with a real job, without set-up and without remains.</summary>
internal static class DemoCommand
{
    private const string Script = """
        echo "Hello from $TentacleInstanceName on $(uname -s)"
        echo "The file that came along says:"
        cat greeting.txt
        for step in 1 2 3; do echo "step $step of 3"; sleep 0.3; done
        echo "This line goes to standard error" >&2
        exit 7
        """;

    private const int ScriptsExitCode = 7;
    private static readonly Option Keep = Option.Flag("keep", "Leaves the agent running until Ctrl-C, opens the Manager on it, and prints a curl line to try");

    public static Command Create() =>
        new("demo", "Shows a Tentacle at work: one command, no set-up, nothing left behind", RunAsync) { StopsItself = true, Options = [Keep] };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var screen = new DemoScreen(invocation.Terminal);
        screen.Step("Making a throw-away instance: a certificate for the agent, one for a server, and the server's thumbprint as the only one trusted");
        await using var agent = await DemoAgent.StartAsync(invocation.Terminal.Time, cancellationToken);
        screen.Detail($"in {agent.Directory}");
        screen.Step($"The agent runs as process {agent.ProcessId} and listens on {agent.Address}");
        using var server = agent.Connect(agent.Server);
        var description = await server.DescribeAsync(cancellationToken);
        screen.Detail($"Tentacle {description.Version.Split('+')[0]}, thumbprint {description.Certificate.Thumbprint}");

        var job = await RunJobAsync(server, agent, screen, invocation.Terminal.Time, cancellationToken);
        var refused = await ShowRefusalAsync(agent, screen, invocation.Terminal.Time, cancellationToken);
        var good = job.ExitCode == ScriptsExitCode && refused;
        screen.Result(
            good ? "All of this really happened: processes, mutual TLS, a file, a job, its live log and its exit code." : "Something went wrong: see above.",
            good);
        if (good && invocation.Arguments.Has(Keep))
        {
            await KeepRunningAsync(agent, screen, invocation.Terminal.Time, cancellationToken);
        }

        return good ? ExitCodes.Done : ExitCodes.UserError;
    }

    private static async Task<Job> RunJobAsync(
        TentacleClient server,
        DemoAgent agent,
        DemoScreen screen,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var greeting = new FileInfo(Path.Combine(agent.Directory, "greeting.txt"));
        await File.WriteAllTextAsync(greeting.FullName, "    Greetings, Tentacle!\n", cancellationToken);
        screen.Step($"The server connects with its certificate, uploads {greeting.Name} and submits a bash script that uses it");
        var job = await server.SubmitAsync(
            JobTicket.Create(time),
            new JobRequest { Script = new JobScript { Bash = Script } },
            [greeting],
            cancellationToken: cancellationToken);
        screen.Detail($"accepted: it is on the agent's disk, under the ticket {job.Ticket}");

        screen.Step("The job's log, as it is written:");
        await foreach (var (record, _) in server.FollowLogAsync(job.Ticket, cancellationToken: cancellationToken))
        {
            screen.Log(record);
        }

        job = await server.WaitAsync(job.Ticket, cancellationToken);
        screen.Step($"The job has ended: exit code {job.ExitCode}, which is what the script returned");
        return job;
    }

    private static async Task<bool> ShowRefusalAsync(DemoAgent agent, DemoScreen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        screen.Step("A stranger connects, with a certificate that the agent does not trust:");
        using var certificate = AgentCertificate.Create(time);
        using var stranger = agent.Connect(certificate);
        try
        {
            await stranger.DescribeAsync(cancellationToken);
            screen.Detail("and was answered, which must not happen");
            return false;
        }
        catch (TentacleTrustException e)
        {
            screen.Detail(e.Message);
            return true;
        }
    }

    private static async Task KeepRunningAsync(DemoAgent agent, DemoScreen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        var certificate = Path.Combine(agent.Directory, "server.pem");
        var key = Path.Combine(agent.Directory, "server.key");
        AtomicFile.Write(certificate, System.Text.Encoding.ASCII.GetBytes(agent.Server.ExportCertificatePem()));
        using var pair = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(agent.Server)!;
        AtomicFile.Write(key, System.Text.Encoding.ASCII.GetBytes(pair.ExportPkcs8PrivateKeyPem()));

        screen.Step("The agent goes on running until Ctrl-C. Try it:");
        screen.Copyable($"""
            curl -k --cert '{certificate}' --key '{key}' -X PUT '{agent.Address}api/v1/jobs/my-first-job' -H 'Content-Type: application/json' -H 'Prefer: wait=10' -d '{"{"}"script":{"{"}"bash":"echo hello from curl"{"}}"}'
            curl -k --cert '{certificate}' --key '{key}' -H 'Accept: text/plain' '{agent.Address}api/v1/jobs/my-first-job/log'
            """);
        try
        {
            await ShowManagerAsync(agent, screen, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Detail("Stopping the agent and deleting everything");
        }
    }

    // The agent outlives the Manager, so that after the page is closed, curl still works.
    private static async Task ShowManagerAsync(DemoAgent agent, DemoScreen screen, CancellationToken cancellationToken)
    {
        if (ManagerProgram.Find() is null)
        {
            return;
        }

        screen.Step("The Manager shows it in your browser; without a screen, open this file in one:");
        await ManagerProgram.RunAsync([$"--instance={DemoAgent.InstanceName}"], agent.Environment, cancellationToken);
        screen.Detail("The Manager has ended; the agent goes on");
    }
}
