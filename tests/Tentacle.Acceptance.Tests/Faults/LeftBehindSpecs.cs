using System.Net;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>Whatever a script leaves in its workspace, the job can be deleted and the agent starts again.</summary>
public sealed class LeftBehindSpecs : IAsyncLifetime
{
    // B1: the path of the innermost directory has more bytes than the kernel takes.
    private const string Deep = "for i in $(seq 120); do mkdir dddddddddddddddddddddddddddddddddddddddd && cd dddddddddddddddddddddddddddddddddddddddd; done; echo deep > file";
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Work => Path.Combine(_agent.Instance.Home, "Work");

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task I_can_delete_a_job_that_left_a_tree_too_deep_for_a_path()
    {
        var job = await RunAsync(Deep);

        await _agent.Client.ForgetAsync(job.Ticket, Cancel);

        Assert.Empty(Directory.GetFileSystemEntries(Work));
        Assert.False(Directory.Exists(_agent.Folder(job.Ticket)));
    }

    [Fact]
    public async Task I_can_start_the_agent_again_over_a_tree_too_deep_for_a_path_and_it_is_removed()
    {
        var job = await RunAsync(Deep);
        await _agent.Instance.KillAgentAsync(Cancel);

        // As after a crash in the middle of deleting it, and with a workspace that no job has.
        Directory.Delete(_agent.Folder(job.Ticket), recursive: true);
        await _agent.Instance.StartAgentAsync(Cancel);

        await Eventually.TrueAsync(() => Directory.GetFileSystemEntries(Work).Length == 0, Cancel);
        Assert.Equal(JobOutcome.Succeeded, (await RunAsync("exit 0")).Outcome);
    }

    // B2
    [Fact]
    public async Task I_can_list_fetch_and_delete_files_whose_names_are_not_text()
    {
        var job = await RunAsync("mkdir $'d\\xe9r'; echo one > $'d\\xe9r/caf\\xe9'; echo two > $'line\\nbreak'; echo three > $'\\x1b[31m'; echo four > raw:x; echo five > 'back\\slash'; echo six > ordinary");
        var files = $"/api/v1/jobs/{job.Ticket}/files";

        Assert.Equal(["\u001b[31m", "Bootstrap.sh", "line\nbreak", "ordinary", "raw:back%5Cslash", "raw:d%E9r", "raw:raw:x"], (await NamesAsync(files)).Order(StringComparer.Ordinal));
        Assert.Equal("one\n", await TextAsync($"{files}?path={Uri.EscapeDataString("raw:d%E9r/raw:caf%E9")}"));
        Assert.Equal("two\n", await TextAsync($"{files}?path={Uri.EscapeDataString("line\nbreak")}"));
        Assert.Equal("four\n", await TextAsync($"{files}?path={Uri.EscapeDataString("raw:raw:x")}"));
        Assert.Equal("five\n", await TextAsync($"{files}?path={Uri.EscapeDataString("raw:back%5Cslash")}"));

        var directory = Path.Combine(Work, job.Ticket.FolderName);
        Assert.Equal(["raw:caf%E9"], await NamesAsync($"/api/v1/files?path={Uri.EscapeDataString(directory + "/raw:d%E9r")}"));
        using (var put = await _agent.Http.PutAsync(new Uri($"/api/v1/files?path={Uri.EscapeDataString(directory + "/raw:%FF")}", UriKind.Relative), new ByteArrayContent([1]), Cancel))
        {
            Assert.Contains("raw:%FF", await put.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        foreach (var name in (string[])["raw:d%E9r/raw:caf%E9", "raw:d%E9r", "raw:%FF", "line\nbreak", "raw:raw:x", "\u001b[31m", "back\\slash", "ordinary", "Bootstrap.sh"])
        {
            using var deleted = await _agent.Http.DeleteAsync(new Uri($"/api/v1/files?path={Uri.EscapeDataString($"{directory}/{name}")}", UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        Assert.Empty(Directory.GetFileSystemEntries(directory));
    }

    [Fact]
    public async Task I_can_delete_a_directory_with_names_that_are_not_text()
    {
        var job = await RunAsync("mkdir -p $'a/d\\xe9r'; echo one > $'a/d\\xe9r/caf\\xe9'");
        using var deleted = await _agent.Http.DeleteAsync(new Uri($"/api/v1/files?recursive=true&path={Uri.EscapeDataString(Path.Combine(Work, job.Ticket.FolderName, "a"))}", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await _agent.Client.ForgetAsync(job.Ticket, Cancel);
        Assert.Empty(Directory.GetFileSystemEntries(Work));
    }

    // B3
    [Fact]
    public async Task I_can_submit_list_and_delete_very_many_small_files()
    {
        const int count = 20_000;
        var job = await _agent.SubmitAsync("seq 20000 | xargs -P1 touch; ls | wc -l", Cancel, r => r with { Files = [.. Enumerable.Range(0, count).Select(i => new JobFile($"in/{i % 10}/{i}", [1]))] });
        await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal(["20002"], (await _agent.ReadLogAsync(job.Ticket, Cancel)).Select(r => r.Text));
        Assert.Equal(1000, (await NamesAsync($"/api/v1/jobs/{job.Ticket}/files?limit=1000")).Count);

        await _agent.Client.ForgetAsync(job.Ticket, Cancel);
        Assert.Empty(Directory.GetFileSystemEntries(Work));
    }

    private async Task<List<string>> NamesAsync(string route)
    {
        using var list = JsonDocument.Parse(await TextAsync(route));
        return [.. list.RootElement.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];
    }

    private async Task<string> TextAsync(string route)
    {
        using var response = await _agent.Http.GetAsync(new Uri(route, UriKind.Relative), Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<Job> RunAsync(string bash)
    {
        var job = await _agent.SubmitAsync(bash, Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal(JobOutcome.Succeeded, ended.Outcome);
        return ended;
    }
}
