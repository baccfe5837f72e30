using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>Several instances on one machine (G1, G8): no command gives one what another uses, or takes it away.</summary>
public sealed class SharingInstancesTests : IDisposable
{
    // An agent that is not refused runs on.
    private const int Deadline = 120_000;
    private readonly Machine _machine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("A", "it is the home directory of the instance 'A'")]
    [InlineData("A/", "it is the home directory of the instance 'A'")]
    [InlineData("x/../A", "it is the home directory of the instance 'A'")]
    [InlineData("A/Work/B", "the home directory of the instance 'A'")]
    [InlineData(".", "the home directory of the instance 'A'")]
    [InlineData("link", "it is the home directory of the instance 'A'")]
    [InlineData("link/inside", "the home directory of the instance 'A'")]
    [InlineData("apps", "it is the application directory of the instance 'A'")]
    [InlineData("apps/B", "the application directory of the instance 'A'")]
    public async Task Home_ThatMeetsAnotherInstances_IsRefusedWithItsName(string home, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links.");
        await CreateAAsync();
        await CreateAsync("C");
        Directory.CreateSymbolicLink(_machine["link"], _machine["A"]);
        var before = Directory.GetFileSystemEntries(_machine["A"], "*", SearchOption.AllDirectories).Length;

        var created = await _machine.CallAsync("create-instance", "--instance", "B", "--config", _machine["B/Tentacle.config"], "--home", _machine[home]);
        var configured = await _machine.CallAsync("configure", "--instance", "C", "--home", _machine[home]);
        var applications = await _machine.CallAsync("configure", "--instance", "C", "--app", _machine[home]);

        Assert.All([created, configured, applications], called =>
        {
            Assert.Equal((1, ""), (called.ExitCode, called.Out));
            Assert.Contains(expected, called.Error, StringComparison.Ordinal);
        });
        Assert.False(File.Exists(_machine["B/Tentacle.config"]));
        Assert.Null(_machine.Index.Find("B"));
        Assert.Equal(before, Directory.GetFileSystemEntries(_machine["A"], "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("A/Tentacle.config")]
    [InlineData("A/b.config")]
    [InlineData("link/b.config")]
    [InlineData("A/Jobs/b.config")]
    public async Task Settings_AmongAnotherInstances_AreRefusedWithItsName(string config)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links.");
        await CreateAAsync();
        Directory.CreateSymbolicLink(_machine["link"], _machine["A"]);

        var called = await _machine.CallAsync("create-instance", "--instance", "B", "--config", _machine[config], "--home", _machine["B"]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains("the instance 'A'", called.Error, StringComparison.Ordinal);
        Assert.Null(_machine.Index.Find("B"));
    }

    [Fact]
    public async Task DefaultHome_OfASettingsFileBesideAnother_IsRefusedWithItsName()
    {
        await CreateAAsync();
        Directory.CreateDirectory(_machine["A/sub"]);

        var called = await _machine.CallAsync("create-instance", "--instance", "B", "--config", _machine["A/sub/Tentacle.config"]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains("the home directory of the instance 'A'", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instance_MadeAgainWithItsOwnValues_IsNotItsOwnNeighbour()
    {
        await CreateAAsync();

        Assert.Equal(0, (await _machine.CallAsync("create-instance", "--instance", "a", "--config", _machine["A/Tentacle.config"], "--home", _machine["A"])).ExitCode);
        Assert.Equal(0, (await _machine.CallAsync("configure", "--instance", "A", "--home", _machine["A"], "--app", _machine["apps"], "--port", "11933")).ExitCode);
    }

    [Theory]
    [InlineData(1, "--port", "11933")]
    [InlineData(1, "--port", "11933", "--listenIpAddress", "127.0.0.1")]
    [InlineData(0, "--port", "11933", "--noListen", "true")]
    [InlineData(0, "--port", "0")]
    public async Task Port_OfAnotherInstance_IsRefusedWithItsName(int exitCode, params string[] options)
    {
        await CreateAAsync();
        await CreateAsync("B");

        var called = await _machine.CallAsync(["configure", "--instance", "B", .. options]);

        Assert.Equal(exitCode, called.ExitCode);
        Assert.Equal(exitCode == 1, called.Error.Contains("Port 11933 cannot be used: the instance 'A' listens on it.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Port_OfAnotherInstanceOnAnotherAddress_IsFree()
    {
        await CreateAAsync("--listenIpAddress", "127.0.0.1");
        await CreateAsync("B");

        Assert.Equal(0, (await _machine.CallAsync("configure", "--instance", "B", "--port", "11933", "--listenIpAddress", "127.0.0.2")).ExitCode);
    }

    [Fact]
    public async Task Port_InUse_IsSaidAtOnceWithWhoHasIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the system does not say who.");
        var instance = await CreateAsync("B");
        using var holder = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        holder.Start();
        var port = ((System.Net.IPEndPoint)holder.LocalEndpoint).Port;

        var called = await _machine.CallAsync("configure", "--instance", "B", "--port", $"{port}");

        Assert.Equal(0, called.ExitCode);
        Assert.Contains($"Warning: port {port} is in use by '", called.Error, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", called.Error, StringComparison.Ordinal);
        Assert.Equal(port, instance.Settings.Load().Tentacle.Services.PortNumber);
    }

    [Fact]
    public async Task Delete_WithAHomeThatAnotherSharesFromBefore_LeavesAllThatIsInIt()
    {
        var a = await CreateAAsync();
        var b = await ShareAsync("B", _machine["A"]);
        await WriteAsync("A/Jobs/b/job.json", "A/Work/b/file", "A/Logs/audit.ndjson", "A/deployments.ndjson", "A/agent.lock");

        var called = await _machine.CallAsync("delete-instance", "--instance", "A", "--delete-home");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Contains("is also that of the instance 'B', and is kept", called.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(a.SettingsPath));
        Assert.All(["A/Jobs/b/job.json", "A/Work/b/file", "A/Logs/audit.ndjson", "A/deployments.ndjson", "A/agent.lock"], file => Assert.True(File.Exists(_machine[file]), file));
        Assert.True(File.Exists(b.SettingsPath));
        Assert.Equal(["B"], _machine.Index.List().Select(entry => entry.Name));
    }

    [Fact]
    public async Task Delete_WithAHomeThatHoldsAnother_LeavesTheOther()
    {
        await CreateAAsync();
        await ShareAsync("B", _machine["A/Work/B"]);
        await WriteAsync("A/Jobs/a/job.json", "A/Work/B/Jobs/b/job.json", "A/Work/a/file");

        Assert.Equal(0, (await _machine.CallAsync("delete-instance", "--instance", "A", "--delete-home")).ExitCode);

        Assert.False(Directory.Exists(_machine["A/Jobs"]));
        Assert.True(File.Exists(_machine["A/Work/B/Jobs/b/job.json"]));
    }

    [Fact]
    public async Task Delete_WithAHomeInsideAnother_TakesItsOwnOnly()
    {
        await CreateAAsync();
        var b = await ShareAsync("B", _machine["A/other"]);
        await WriteAsync("A/Jobs/a/job.json", "A/other/Jobs/b/job.json");

        Assert.Equal(0, (await _machine.CallAsync("delete-instance", "--instance", "B", "--delete-home")).ExitCode);

        Assert.False(Directory.Exists(_machine["A/other"]));
        Assert.False(File.Exists(b.SettingsPath));
        Assert.True(File.Exists(_machine["A/Jobs/a/job.json"]));
        Assert.True(File.Exists(_machine["A/Tentacle.config"]));
    }

    [Fact]
    public async Task Delete_OfAnEntryForTheSameSettings_LeavesThem()
    {
        var a = await CreateAAsync();
        _machine.Index.Add(new InstanceEntry("B", a.SettingsPath));

        Assert.Equal(0, (await _machine.CallAsync("delete-instance", "--instance", "B", "--delete-home")).ExitCode);

        Assert.True(File.Exists(a.SettingsPath));
        Assert.Equal(["A"], _machine.Index.List().Select(entry => entry.Name));
    }

    [Fact(Timeout = Deadline)]
    public async Task Run_InTheHomeOfAnother_IsRefusedWithTheOthersName()
    {
        await CreateAAsync();
        await ShareAsync("B", _machine["A"]);

        var called = await _machine.CallAsync("run", "--instance", "B", "--noconsolelogging").WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, called.ExitCode);
        Assert.Contains("is that of the instance 'A' too", Assert.Single(called.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline)]
    public async Task Run_InTheHomeOfARunningInstanceOfAnotherIndex_IsRefusedWithTheOthersName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "bash.");
        await CreateAAsync("--port", "0");
        await using var agent = RunningProgram.Start(_machine.Command("run", "--instance", "A"));
        await Eventually.TrueAsync(() => agent.HasExited || agent.Output.Contains("Listener started", StringComparison.Ordinal), Token);
        Assert.False(agent.HasExited, agent.Errors);
        new SettingsStore(_machine["B/Tentacle.config"]).Create(new InstanceSettings { Octopus = new OctopusSettings { Home = _machine["A"] } });

        var called = await _machine.CallUnderAsync($"export {ConfigurationRoots.EnvironmentVariable}='{_machine["elsewhere"]}';", "run", "--config", _machine["B/Tentacle.config"], "--noconsolelogging").WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, called.ExitCode);
        Assert.Contains("is that of the instance 'A' too, which is running as process", called.Error, StringComparison.Ordinal);
        agent.Terminate();
        await agent.WaitForExitAsync(Token);
    }

    private async Task<Instance> CreateAAsync(params string[] options)
    {
        var a = await CreateAsync("A");
        var called = await _machine.CallAsync(["configure", "--instance", "A", "--app", _machine["apps"], .. options.Contains("--port") ? [] : new[] { "--port", "11933" }, .. options]);
        Assert.Equal(0, called.ExitCode);
        return a;
    }

    private Task<Instance> CreateAsync(string name) => _machine.CreateInstanceAsync(name);

    // As an earlier version let it be made.
    private async Task<Instance> ShareAsync(string name, string home)
    {
        var instance = await CreateAsync(name);
        instance.Settings.Change(settings => settings with { Octopus = settings.Octopus with { Home = home } });
        Directory.CreateDirectory(home);
        return instance;
    }

    private async Task WriteAsync(params string[] files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_machine[file])!);
            await File.WriteAllTextAsync(_machine[file], "x", Token);
        }
    }
}
