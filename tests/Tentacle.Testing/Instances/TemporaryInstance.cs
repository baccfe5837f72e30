using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Instances;

/// <summary>
/// An instance of its own, made and run by the real command line: configuration root, home, applications and port that no other test has.
/// At the end all of it is gone, the processes of its jobs too.
/// </summary>
public sealed class TemporaryInstance : IAsyncDisposable
{
    /// <summary>Where the index of instances and keys lies, for every command that has it in its environment.</summary>
    public const string ConfigurationRootVariable = "TentacleMachineConfigurationHomeDirectory";

    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryInstanceOptions _options;
    private readonly Dictionary<string, string?> _environment;
    private RunningProgram? _agent;

    private TemporaryInstance(TemporaryInstanceOptions options)
    {
        _options = options;
        _environment = new Dictionary<string, string?>(options.Environment) { [ConfigurationRootVariable] = ConfigurationRoot, ["TentacleHome"] = null };
        Directory.CreateDirectory(ConfigurationRoot);
    }

    public string Name => _options.Name;

    public int Port { get; } = FreePort.Next();

    /// <summary>Where the index of instances lies.</summary>
    public string ConfigurationRoot => _directory["etc"];

    public string Home => _directory[_options.Home];

    public string Applications => _directory["apps"];

    public string SettingsFile => _directory["tentacle.config"];

    /// <summary>The agent's certificate, as <c>show-thumbprint</c> has it.</summary>
    public string Thumbprint { get; private set; } = "";

    public Uri Address => new($"https://127.0.0.1:{Port}/");

    /// <summary>The running agent.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public RunningProgram Agent => _agent ?? throw new InvalidOperationException("The agent was not started.");

    /// <summary>Makes the instance: create-instance, new-certificate, configure.</summary>
    public static async Task<TemporaryInstance> CreateAsync(TemporaryInstanceOptions options, CancellationToken cancellationToken)
    {
        var instance = new TemporaryInstance(options);
        try
        {
            await instance.ConfigureAsync(cancellationToken);
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an instance that trusts the given servers and starts its agent.</summary>
    public static async Task<TemporaryInstance> StartAsync(CancellationToken cancellationToken, params string[] trust)
    {
        var instance = await CreateAsync(new TemporaryInstanceOptions { Trust = trust }, cancellationToken);
        try
        {
            await instance.StartAgentAsync(cancellationToken);
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <c>tentacle</c> in this instance's world; <c>--instance</c> is not added.</summary>
    public Task<ProgramResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        RunningProgram.RunAsync(Command(arguments), cancellationToken);

    /// <summary>A call of <c>tentacle</c> in this instance's world, to be changed and started.</summary>
    public ProgramStart Command(params string[] arguments) =>
        new(_options.Executable.Path, arguments) { Environment = _environment, WorkingDirectory = _directory.Path };

    /// <summary>Edits the settings file as a person would.</summary>
    public void ChangeSettings(Action<JsonNode> change)
    {
        var settings = JsonNode.Parse(File.ReadAllText(SettingsFile))!;
        change(settings);
        File.WriteAllText(SettingsFile + ".new", settings.ToJsonString());
        File.Move(SettingsFile + ".new", SettingsFile, overwrite: true);
    }

    /// <summary>Starts <c>tentacle run</c> and waits until it answers.</summary>
    /// <param name="cancellationToken">The test's.</param>
    /// <param name="environment">For this start only.</param>
    /// <param name="through">Puts another program before the agent's, which becomes it.</param>
    public async Task StartAgentAsync(CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? environment = null, Func<ProgramStart, ProgramStart>? through = null)
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        var run = Command("run", "--instance", Name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            run = run with { Environment = new Dictionary<string, string?>(run.Environment) { [name] = value } };
        }

        _agent = RunningProgram.Start(through is null ? run : through(run));
        await Eventually.TrueAsync(AnswersAsync, cancellationToken, TimeSpan.FromSeconds(30), $"the agent of '{Home}' answers");
    }

    /// <summary>SIGTERM, and waits until it has gone.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAgentAsync(CancellationToken cancellationToken)
    {
        Agent.Terminate();
        return await Agent.WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGKILL: as when the machine's memory ran out. Its jobs go on.</summary>
    public async Task KillAgentAsync(CancellationToken cancellationToken)
    {
        Agent.Kill();
        await Agent.WaitForExitAsync(cancellationToken);
    }

    /// <summary>A client with a certificate, or with none, that talks to no other agent than this.</summary>
    public SocketsHttpHandler CreateHandler(TestCertificate? certificate) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate.Certificate,
            RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null && IsOwn(presented),
        },
    };

    /// <summary>Pids of all that runs in this instance's world: agent, supervisors and whatever jobs have started. Linux only.</summary>
    public IReadOnlyList<int> FindProcesses() => [.. LeftoverProcesses.Find(ConfigurationRootVariable, ConfigurationRoot).Union(LeftoverProcesses.Find("TentacleHome", Home))];

    /// <summary>Kills all that runs in this instance's world.</summary>
    public async Task KillLeftoversAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
            _agent = null;
        }

        await LeftoverProcesses.KillAsync(ConfigurationRootVariable, ConfigurationRoot);
        await LeftoverProcesses.KillAsync("TentacleHome", Home);
    }

    public async ValueTask DisposeAsync()
    {
        await KillLeftoversAsync();
        _directory.Dispose();
    }

    private bool IsOwn(X509Certificate presented) =>
        presented.GetCertHashString(Thumbprint.Length == 40 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256) == Thumbprint;

    private async Task ConfigureAsync(CancellationToken cancellationToken)
    {
        (await RunAsync(cancellationToken, "create-instance", "--instance", Name, "--config", SettingsFile, "--home", Home)).Succeeded();
        (await RunAsync(cancellationToken, "new-certificate", "--instance", Name)).Succeeded();
        string[] configure =
        [
            "configure", "--instance", Name, "--home", Home, "--app", Applications, "--port", $"{Port}",
            "--noListen", _options.NoListen ? "true" : "false", .. _options.Trust.SelectMany(t => new[] { "--trust", t }),
        ];
        (await RunAsync(cancellationToken, configure)).Succeeded();
        var shown = (await RunAsync(cancellationToken, "show-thumbprint", "--instance", Name)).Succeeded();
        Thumbprint = shown.Output.Trim();
    }

    // Without a certificate an agent shows its welcome page: it answers before anybody is trusted.
    private async Task<bool> AnswersAsync()
    {
        if (Agent.HasExited)
        {
            throw new InvalidOperationException($"The agent ended at once.\nstdout:\n{Agent.Output}\nstderr:\n{Agent.Errors}");
        }

        if (_options.NoListen)
        {
            return File.Exists(Path.Combine(Home, "tentacle.sock"));
        }

        using var client = new HttpClient(CreateHandler(certificate: null)) { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await client.GetAsync(Address);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
