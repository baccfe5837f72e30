using System.Net;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>C4, F12: a damaged settings file drops no trust, and the running agent can still be asked.</summary>
public sealed class SettingsDamageSpecs : IAsyncLifetime
{
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Theory]
    [InlineData("{ \"Octopus\": ", "does not hold valid settings")]
    [InlineData(null, "is not there")]
    public async Task I_can_ask_the_running_agent_by_every_command_while_its_settings_are_damaged_or_deleted(string? content, string expected)
    {
        var job = await _agent.SubmitAsync("echo here", Cancel);
        await _agent.Client.WaitAsync(job.Ticket, Cancel);
        await ReplaceSettingsAsync(content);

        foreach (var command in (string[][])[["health"], ["jobs"], ["livez"], ["log", job.Ticket.Value], ["cancel", job.Ticket.Value], ["drain"], ["drain", "--end"]])
        {
            var result = (await _agent.Instance.RunAsync(Cancel, [command[0], "--instance", _agent.Instance.Name, .. command[1..]])).Succeeded();
            Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
            Assert.Contains("last good settings", result.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("{ \"Unknown\": 1 }")]
    [InlineData("{ \"Tentacle\": { \"Serv")]
    public async Task I_am_told_in_a_sentence_that_the_agent_does_not_start_by_damaged_settings_and_they_stay_as_they_are(string content)
    {
        await _agent.Instance.StopAgentAsync(Cancel);
        await File.WriteAllTextAsync(_agent.Instance.SettingsFile, content, Cancel);

        var result = await _agent.Instance.RunAsync(Cancel, "run", "--instance", _agent.Instance.Name);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(_agent.Instance.SettingsFile, result.Errors, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(_agent.Instance.SettingsFile, Cancel));
    }

    [Fact]
    public async Task I_am_told_that_the_settings_are_gone_when_I_change_them()
    {
        await ReplaceSettingsAsync(null);

        var result = await _agent.Instance.RunAsync(Cancel, "configure", "--instance", _agent.Instance.Name, "--port", "10934");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"The settings file '{_agent.Instance.SettingsFile}' is not there", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_agent.Instance.SettingsFile));
    }

    // D13
    [Fact]
    public async Task I_cannot_read_or_replace_the_agents_secrets_by_the_file_api()
    {
        var key = Assert.Single(Directory.EnumerateFiles(_agent.Instance.ConfigurationRoot, "*.key", SearchOption.AllDirectories));
        foreach (var path in (string[])[key, Path.GetDirectoryName(key)!, _agent.Instance.SettingsFile, _agent.Instance.SettingsFile + ".lock", $"/proc/self/root{key}"])
        {
            var uri = new Uri($"/api/v1/files?path={Uri.EscapeDataString(path)}", UriKind.Relative);
            using var get = await _agent.Http.GetAsync(uri, Cancel);
            using var put = await _agent.Http.PutAsync(uri, new ByteArrayContent([1]), Cancel);
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (get.StatusCode, put.StatusCode));
            Assert.Contains("path-protected", await get.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    private async Task ReplaceSettingsAsync(string? content)
    {
        if (content is null)
        {
            File.Delete(_agent.Instance.SettingsFile);
        }
        else
        {
            await File.WriteAllTextAsync(_agent.Instance.SettingsFile, content, Cancel);
        }
    }
}
