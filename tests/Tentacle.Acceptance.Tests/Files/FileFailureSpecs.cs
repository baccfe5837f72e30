using System.Net;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Files;

/// <summary>What goes wrong is said, leaves nothing behind and spoils nothing.</summary>
public abstract class FileFailureSpecs(ConnectedAgent agent)
{
    private readonly string _folder = Path.Combine(agent.Instance.Home, "x-" + Guid.NewGuid().ToString("N"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Refusals => new()
    {
        { "", 400, ProblemTypes.InvalidRequest },
        { "a\0b", 400, ProblemTypes.InvalidRequest },
        { "../out", 403, ProblemTypes.PathNotAllowed },
        { "{folder}/" + new string('n', 300), 400, ProblemTypes.PathTooLong },
        { "{folder}", 409, ProblemTypes.IsDirectory },
        { "{folder}/sub/", 409, ProblemTypes.IsDirectory },
        { "{folder}/file/below", 409, ProblemTypes.NotDirectory },
        { "{folder}/pipe", 409, ProblemTypes.NotRegularFile },
        { "/dev/null", 409, ProblemTypes.NotRegularFile },
        { "/proc/none", 404, ProblemTypes.FileNotFound },
        { "/sys/kernel/none", 403, ProblemTypes.AccessDenied },
        { "{folder}/loop", 403, ProblemTypes.PathNotAllowed },
        { "{home}", 403, ProblemTypes.PathProtected },
        { "/", 403, ProblemTypes.PathProtected },
        { "{home}/..", 403, ProblemTypes.PathProtected },
        { "Jobs/x", 403, ProblemTypes.PathProtected },
        { "Logs/x", 403, ProblemTypes.PathProtected },
        { "Uploads/x", 403, ProblemTypes.PathProtected },
        { "agent.lock", 403, ProblemTypes.PathProtected },
        { "tentacle.sock", 403, ProblemTypes.PathProtected },
        { "{folder}/to-jobs/x", 403, ProblemTypes.PathProtected },
        { "{settings}", 403, ProblemTypes.PathProtected },
        { "{keys}/x.key", 403, ProblemTypes.PathProtected },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task I_am_told_why_a_file_is_not_written(string path, int status, string slug)
    {
        await PrepareAsync();
        using var response = await agent.PutAsync(Fill(path), [1]);

        Assert.Equal((status, slug), await response.ProblemAsync());
        Assert.Empty(TransferAgent.Leftovers(agent.Instance.Home));
    }

    [Theory]
    [InlineData("/", 403, ProblemTypes.PathProtected)]
    [InlineData("{home}", 403, ProblemTypes.PathProtected)]
    [InlineData("{home}/..", 403, ProblemTypes.PathProtected)]
    [InlineData("Work", 403, ProblemTypes.PathProtected)]
    [InlineData("Jobs", 403, ProblemTypes.PathProtected)]
    [InlineData("/proc", 403, ProblemTypes.PathProtected)]
    [InlineData("{folder}/none", 404, ProblemTypes.FileNotFound)]
    public async Task I_am_told_why_nothing_is_deleted(string path, int status, string slug)
    {
        await PrepareAsync();
        using var response = await agent.SendAsync(HttpMethod.Delete, TransferAgent.File(Fill(path), "&recursive=true"));
        Assert.Equal((status, slug), await response.ProblemAsync());
        Assert.True(File.Exists(agent.Instance.SettingsFile));
    }

    [Theory]
    [InlineData("{folder}/none", 404, ProblemTypes.FileNotFound)]
    [InlineData("{folder}/pipe", 409, ProblemTypes.NotRegularFile)]
    [InlineData("{folder}/file/below", 409, ProblemTypes.NotDirectory)]
    [InlineData("/dev/zero", 409, ProblemTypes.NotRegularFile)]
    [InlineData("/sys/bus/cpu/uevent", 403, ProblemTypes.AccessDenied)]
    [InlineData("", 400, ProblemTypes.InvalidRequest)]
    public async Task I_am_told_why_a_file_is_not_read(string path, int status, string slug)
    {
        await PrepareAsync();
        using var response = await agent.GetAsync(Fill(path));
        Assert.Equal((status, slug), await response.ProblemAsync());
    }

    [Theory]
    [InlineData("mode=999")]
    [InlineData("mode=rwx")]
    public async Task I_am_told_that_a_mode_is_invalid(string query)
    {
        using var response = await agent.SendAsync(HttpMethod.Put, TransferAgent.File("moded", "&" + query), new ByteArrayContent([1]));
        Assert.Equal((400, ProblemTypes.InvalidRequest), await response.ProblemAsync());
    }

    [Fact]
    public async Task I_am_refused_before_I_send_the_body()
    {
        Assert.Equal((HttpStatusCode.Forbidden, false), await AskFirstAsync("Jobs/x", 1_000));
        Assert.Equal((HttpStatusCode.InsufficientStorage, false), await AskFirstAsync("huge", 1L << 50));
        Assert.Equal((HttpStatusCode.Created, true), await AskFirstAsync("fine", 1_000));
        using var resumable = await agent.SendAsync(HttpMethod.Post, TransferAgent.File("huge"), null, ("Upload-Complete", "?0"), ("Upload-Length", $"{1L << 49}"));
        Assert.Equal((507, ProblemTypes.InsufficientStorage), await resumable.ProblemAsync());
    }

    [Fact]
    public async Task I_lose_nothing_when_the_disk_is_full()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root mounts a small disk.");
        using var disk = new TemporaryDirectory();
        (await RunningProgram.RunAsync(new ProgramStart("mount", "-t", "tmpfs", "-o", "size=8m", "none", disk.Path), Cancel)).Succeeded();
        try
        {
            using var before = await agent.PutAsync(disk["file"], TransferAgent.Bytes(1_000_000));
            using var announced = await agent.PutAsync(disk["file"], new byte[9_000_000]);
            using var chunked = await agent.SendAsync(HttpMethod.Put, TransferAgent.File(disk["file"]), new StreamContent(new EndlessStream(20_000_000)));
            var upload = await agent.BeginAsync(disk["file"], null);
            using var piece = await agent.PatchAsync(upload, 0, new byte[9_000_000], last: true);

            Assert.Equal((507, ProblemTypes.InsufficientStorage), await announced.ProblemAsync());
            Assert.Equal((507, ProblemTypes.InsufficientStorage), await chunked.ProblemAsync());
            Assert.Equal((507, ProblemTypes.InsufficientStorage), await piece.ProblemAsync());
            Assert.Equal(TransferAgent.Bytes(1_000_000), await File.ReadAllBytesAsync(disk["file"], Cancel));

            using var deleted = await agent.SendAsync(HttpMethod.Delete, new Uri(upload, UriKind.Relative));
            Assert.Equal([disk["file"]], Directory.GetFiles(disk.Path));
            using var after = await agent.PutAsync(disk["file"], new byte[2_000_000]);
            Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        }
        finally
        {
            await RunningProgram.RunAsync(new ProgramStart("umount", disk.Path), CancellationToken.None);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(1_500_000)]
    public async Task I_find_the_old_content_when_an_upload_broke_off(int after)
    {
        using var before = await agent.PutAsync(Path.Combine(_folder, "kept"), [1, 2, 3]);
        await using var line = await agent.OpenLineAsync(Cancel);
        using var warm = await line.Http.GetAsync(new Uri(ApiRoutes.Root, UriKind.Relative), Cancel);

        line.ToAgent.CutAfter(after);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => line.Http.PutAsync(TransferAgent.File(Path.Combine(_folder, "kept")), new ByteArrayContent(new byte[3_000_000]), Cancel));

        await Eventually.TrueAsync(() => TransferAgent.Leftovers(_folder).Count == 0, Cancel);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(_folder, "kept"), Cancel));
    }

    [Fact]
    public async Task I_find_no_leftovers_after_the_agent_was_killed_in_the_middle()
    {
        using var before = await agent.PutAsync(Path.Combine(_folder, "kept"), [1, 2, 3]);
        using var http = agent.CreateHttp();
        var uploads = Enumerable.Range(0, 3).Select(_ => http.PutAsync(TransferAgent.File(Path.Combine(_folder, "kept")), new StreamContent(new EndlessStream(long.MaxValue, slow: true)), Cancel)).ToList();
        await Eventually.TrueAsync(() => TransferAgent.Leftovers(_folder).Count == 3, Cancel);

        await agent.Instance.KillAgentAsync(Cancel);
        Assert.Equal(3, TransferAgent.Leftovers(_folder).Count);
        await agent.StartAsync(Cancel);

        Assert.Empty(TransferAgent.Leftovers(_folder));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(_folder, "kept"), Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(uploads));
    }

    private async Task PrepareAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "", Cancel);
        (await RunningProgram.RunAsync(new ProgramStart("mkfifo", Path.Combine(_folder, "pipe")), Cancel)).Succeeded();
        File.CreateSymbolicLink(Path.Combine(_folder, "loop"), "loop");
        File.CreateSymbolicLink(Path.Combine(_folder, "to-jobs"), Path.Combine(agent.Instance.Home, "Jobs"));
    }

    private string Fill(string path) => path
        .Replace("{folder}", _folder, StringComparison.Ordinal)
        .Replace("{home}", agent.Instance.Home, StringComparison.Ordinal)
        .Replace("{settings}", agent.Instance.SettingsFile, StringComparison.Ordinal)
        .Replace("{keys}", Path.Combine(agent.Instance.ConfigurationRoot, "Tentacle", "Keys"), StringComparison.Ordinal);

    /// <summary>Asks with <c>Expect: 100-continue</c>.</summary>
    /// <returns>The status, and whether the agent wanted to see the body before it answered.</returns>
    private async Task<(HttpStatusCode Status, bool WasSent)> AskFirstAsync(string path, long length)
    {
        using var content = new AnnouncedContent(length);
        using var message = new HttpRequestMessage(HttpMethod.Put, TransferAgent.File(path)) { Content = content, Version = HttpVersion.Version20 };
        message.Headers.ExpectContinue = true;
        using var response = await agent.Http.SendAsync(message, Cancel);
        return (response.StatusCode, content.WasSent);
    }

    private sealed class AnnouncedContent(long length) : HttpContent
    {
        public bool WasSent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            WasSent = true;
            await stream.WriteAsync(new byte[length], Cancel);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}

/// <inheritdoc/>
public sealed class ListeningFileFailureSpecs(ListeningAgent agent) : FileFailureSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledFileFailureSpecs(PolledAgent agent) : FileFailureSpecs(agent), IClassFixture<PolledAgent>;
