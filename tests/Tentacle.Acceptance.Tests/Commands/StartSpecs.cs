using System.Net;
using System.Net.Sockets;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Commands;

/// <summary>What keeps an agent from starting is one clear sentence and exit code 1.</summary>
public sealed class StartSpecs : IAsyncLifetime
{
    private TemporaryInstance _instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions(), Cancel);

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task I_am_told_that_the_port_is_in_use()
    {
        using var other = new TcpListener(IPAddress.IPv6Any, _instance.Port);
        other.Server.DualMode = true;
        other.Start();

        var sentence = await FailAsync();
        Assert.StartsWith($"Port {_instance.Port} is in use by '", sentence, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", sentence, StringComparison.Ordinal);
        Assert.EndsWith(" Stop that program, or choose another port: tentacle configure --port N.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_the_address_is_not_this_machines()
    {
        (await _instance.RunAsync(Cancel, "configure", "--instance", _instance.Name, "--listenIpAddress", "192.0.2.1")).Succeeded();

        Assert.Contains("192.0.2.1", await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_an_agent_of_this_instance_runs_already()
    {
        await _instance.StartAgentAsync(Cancel);

        Assert.Equal($"The instance '{_instance.Name}' is running already, as process {_instance.Agent.Id}. Stop that one first.", await FailAsync());
    }

    [Fact]
    public async Task I_can_start_again_after_an_agent_was_killed()
    {
        await _instance.StartAgentAsync(Cancel);
        await _instance.KillAgentAsync(Cancel);

        await _instance.StartAgentAsync(Cancel);
        Assert.Equal(0, await _instance.StopAgentAsync(Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    public async Task I_am_told_that_the_key_cannot_be_read(string content)
    {
        var key = Key();
        await File.WriteAllTextAsync(key, content, Cancel);

        Assert.Contains(key, await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_the_key_is_not_the_one_of_the_settings()
    {
        // As when a home was copied to another machine without it.
        File.Delete(Key());

        Assert.Contains("key", await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_the_home_cannot_be_written()
    {
        // Root may write anywhere, but nobody can make a directory where a file is.
        Directory.Delete(_instance.Home, recursive: true);
        await File.WriteAllTextAsync(_instance.Home, "", Cancel);

        Assert.Contains($"'{_instance.Home}", await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_the_settings_are_broken()
    {
        await File.WriteAllTextAsync(_instance.SettingsFile, "{ broken", Cancel);

        Assert.Contains(_instance.SettingsFile, await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_there_is_no_such_instance() => Assert.StartsWith("Instance Other of tentacle has not been configured on this machine.", await FailAsync("Other"), StringComparison.Ordinal);

    private string Key() => Directory.EnumerateFiles(_instance.ConfigurationRoot, "*.key", SearchOption.AllDirectories).Single();

    private async Task<string> FailAsync(string? instance = null)
    {
        var result = await RunningProgram.RunAsync(_instance.Command("run", "--instance", instance ?? _instance.Name), Cancel);

        Assert.True(result.ExitCode == 1, $"{result.ExitCode}: {result.Output}{result.Errors}");
        Assert.DoesNotContain("   at ", result.Output + result.Errors, StringComparison.Ordinal);
        return Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
