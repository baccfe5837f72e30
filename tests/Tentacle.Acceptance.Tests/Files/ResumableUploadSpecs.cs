using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Files;

/// <summary>Uploads over broken connections and restarts.</summary>
public abstract class ResumableUploadSpecs(ConnectedAgent agent)
{
    private readonly string _folder = Path.Combine(agent.Instance.Home, "r-" + Guid.NewGuid().ToString("N"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_upload_in_pieces_and_see_how_far_it_is()
    {
        var content = TransferAgent.Bytes(500_000);
        var upload = await agent.BeginAsync(At("pieces"), content.Length, ("Repr-Digest", TransferAgent.Digest(content)));
        using var piece = await agent.PatchAsync(upload, 0, content[..200_000], last: false, ("Content-Digest", TransferAgent.Digest(content[..200_000])));
        Assert.Equal(HttpStatusCode.NoContent, piece.StatusCode);
        Assert.Equal("200000", piece.Header("Upload-Offset"));
        Assert.False(File.Exists(At("pieces")));

        var listed = Assert.Single(await agent.Client.ListUploadsAsync(Cancel).Where(u => u.Path == At("pieces")).ToListAsync(Cancel));
        Assert.Equal((200_000L, (long?)500_000, upload), (listed.Offset, listed.Length, listed.Link));

        using var head = await agent.SendAsync(HttpMethod.Head, new Uri(upload, UriKind.Relative));
        Assert.Equal(("200000", "?0", "500000", "no-store"), (head.Header("Upload-Offset"), head.Header("Upload-Complete"), head.Header("Upload-Length"), head.Header("Cache-Control")));
        Assert.StartsWith("min-size=0, max-age=", head.Header("Upload-Limit"), StringComparison.Ordinal);

        using var last = await agent.PatchAsync(upload, 200_000, content[200_000..], last: true);
        Assert.Equal(HttpStatusCode.Created, last.StatusCode);
        Assert.Equal(TransferAgent.Hex(content), JsonSerializer.Deserialize(await last.Content.ReadAsByteArrayAsync(Cancel), ApiJson.Default.StoredFileDescription)!.Sha256);
        Assert.Equal(content, await File.ReadAllBytesAsync(At("pieces"), Cancel));

        using var after = await agent.SendAsync(HttpMethod.Head, new Uri(upload, UriKind.Relative));
        Assert.Equal(("500000", "?1"), (after.Header("Upload-Offset"), after.Header("Upload-Complete")));
        using var again = await agent.PatchAsync(upload, 500_000, [], last: true);
        Assert.Equal((400, "completed-upload"), await again.ProblemAsync());
    }

    [Fact]
    public async Task I_am_told_what_is_wrong_with_a_piece()
    {
        var upload = await agent.BeginAsync(At("wrong"), 100);
        using var first = await agent.PatchAsync(upload, 0, new byte[50], last: false);
        using var offset = await agent.PatchAsync(upload, 10, new byte[50], last: false);
        Assert.Equal("50", offset.Header("Upload-Offset"));
        using var problem = JsonDocument.Parse(await offset.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal((50, 10), (problem.RootElement.GetProperty("expected-offset").GetInt32(), problem.RootElement.GetProperty("provided-offset").GetInt32()));
        Assert.Equal((409, "mismatching-upload-offset"), await offset.ProblemAsync());

        using var tooLong = await agent.PatchAsync(upload, 50, new byte[51], last: true);
        using var tooShort = await agent.PatchAsync(upload, 50, new byte[49], last: true);
        using var otherLength = await agent.PatchAsync(upload, 50, new byte[50], last: true, ("Upload-Length", "101"));
        using var digest = await agent.PatchAsync(upload, 50, new byte[10], last: false, ("Content-Digest", TransferAgent.Digest([1])));
        using var media = await agent.SendAsync(HttpMethod.Patch, new Uri(upload, UriKind.Relative), new StringContent("", Encoding.UTF8, "text/plain"), ("Upload-Offset", "50"), ("Upload-Complete", "?1"));
        Assert.Equal((400, "inconsistent-upload-length"), await tooLong.ProblemAsync());
        Assert.Equal((400, "inconsistent-upload-length"), await tooShort.ProblemAsync());
        Assert.Equal((400, "inconsistent-upload-length"), await otherLength.ProblemAsync());
        Assert.Equal((400, ProblemTypes.DigestMismatch), await digest.ProblemAsync());
        Assert.Equal((415, ProblemTypes.UnsupportedMediaType), await media.ProblemAsync());
        Assert.Equal("application/partial-upload", media.Header("Accept-Patch"));
        Assert.Equal(50, await agent.OffsetAsync(upload));

        using var end = await agent.PatchAsync(upload, 50, new byte[50], last: true);
        Assert.Equal(HttpStatusCode.Created, end.StatusCode);
        Assert.Equal(new byte[100], await File.ReadAllBytesAsync(At("wrong"), Cancel));
    }

    [Fact]
    public async Task I_can_give_an_upload_up()
    {
        var upload = await agent.BeginAsync(At("given-up"), 100);
        using var piece = await agent.PatchAsync(upload, 0, new byte[50], last: false);
        Assert.Single(TransferAgent.Leftovers(_folder));

        using var deleted = await agent.SendAsync(HttpMethod.Delete, new Uri(upload, UriKind.Relative));
        using var gone = await agent.PatchAsync(upload, 50, new byte[50], last: true);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal((404, ProblemTypes.UploadNotFound), await gone.ProblemAsync());
        Assert.Empty(TransferAgent.Leftovers(_folder));
    }

    [Fact]
    public async Task I_can_send_a_first_piece_with_the_request_that_begins_an_upload()
    {
        using var begun = await agent.SendAsync(HttpMethod.Put, TransferAgent.File(At("first")), new ByteArrayContent([1, 2, 3]), ("Upload-Complete", "?0"));
        Assert.Equal((HttpStatusCode.Created, "3"), (begun.StatusCode, begun.Header("Upload-Offset")));
        using var last = await agent.PatchAsync(begun.Headers.Location!.OriginalString, 3, [4], last: true);
        Assert.Equal([1, 2, 3, 4], await File.ReadAllBytesAsync(At("first"), Cancel));
    }

    [Fact]
    public async Task I_leave_nothing_behind_when_the_first_piece_is_refused()
    {
        using var refused = await agent.SendAsync(
            HttpMethod.Put, TransferAgent.File(At("refused")), new ByteArrayContent([1, 2, 3]), ("Upload-Complete", "?0"), ("Content-Digest", TransferAgent.Digest([9])));
        Assert.Equal((400, ProblemTypes.DigestMismatch), await refused.ProblemAsync());
        Assert.Null(refused.Headers.Location);
        Assert.DoesNotContain(await agent.Client.ListUploadsAsync(Cancel).ToListAsync(Cancel), u => u.Path == At("refused"));
        Assert.Empty(TransferAgent.Leftovers(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I_can_go_on_after_the_agent_was_restarted(bool killed)
    {
        var content = TransferAgent.Bytes(400_000);
        var upload = await agent.BeginAsync(At("restarted"), content.Length, ("Repr-Digest", TransferAgent.Digest(content)));
        using var piece = await agent.PatchAsync(upload, 0, content[..150_000], last: false);

        await (killed ? agent.Instance.KillAgentAsync(Cancel) : agent.Instance.StopAgentAsync(Cancel));
        await agent.StartAsync(Cancel);

        Assert.Equal(150_000, await agent.OffsetAsync(upload));
        using var last = await agent.PatchAsync(upload, 150_000, content[150_000..], last: true);
        Assert.Equal(HttpStatusCode.Created, last.StatusCode);
        Assert.Equal(content, await File.ReadAllBytesAsync(At("restarted"), Cancel));
    }

    [Fact]
    public async Task I_can_take_an_upload_over_from_a_connection_that_hangs()
    {
        var content = TransferAgent.Bytes(3_000_000);
        var upload = await agent.BeginAsync(At("taken"), content.Length);
        using var other = agent.CreateHttp();
        using var stalled = new StalledContent(content[..1_000_000]);
        using var message = new HttpRequestMessage(HttpMethod.Patch, new Uri(upload, UriKind.Relative)) { Content = stalled };
        stalled.Headers.ContentType = new("application/partial-upload");
        message.Headers.TryAddWithoutValidation("Upload-Offset", "0");
        message.Headers.TryAddWithoutValidation("Upload-Complete", "?1");
        var first = other.SendAsync(message, Cancel);
        await Eventually.TrueAsync(() => TransferAgent.Leftovers(_folder).Any(f => new FileInfo(f).Length > 500_000), Cancel);

        var offset = await agent.OffsetAsync(upload);
        using var last = await agent.PatchAsync(upload, offset, content[(int)offset..], last: true);
        stalled.GoOn();
        using var ended = await first;

        Assert.InRange(offset, 500_000, 1_000_000);
        Assert.Equal(HttpStatusCode.Created, last.StatusCode);
        Assert.Equal((409, ProblemTypes.UploadTakenOver), await ended.ProblemAsync());
        Assert.Equal(content, await File.ReadAllBytesAsync(At("taken"), Cancel));
    }

    [Fact]
    public async Task I_can_upload_and_download_over_a_line_that_breaks_anywhere()
    {
        using var here = new TemporaryDirectory();
        await using var line = await agent.OpenLineAsync(Cancel);
        Directory.CreateDirectory(_folder);
        var number = 0;

        await Gen.Select(Gen.Int[0, 6_000_000], Gen.Int[0, 6_000_000], Gen.Int[0, 6_000_000], Gen.Bool).SampleAsync(
            async (size, upAt, downAt, reset) =>
            {
                var content = TransferAgent.Bytes(size, size);
                var name = $"cut-{number++}";
                await File.WriteAllBytesAsync(here[name], content, Cancel);
                var how = reset ? CutKind.Reset : CutKind.Close;

                line.ToAgent.CutAfter(upAt, how);
                var up = await line.Client.UploadAsync(here[name], At(name), cancellationToken: Cancel);
                line.ToServer.CutAfter(downAt, how);
                var down = await line.Client.DownloadAsync(At(name), here[name + ".back"], cancellationToken: Cancel);

                Assert.Equal(TransferAgent.Hex(content), up.Sha256);
                Assert.Equal(up.Sha256, down.Sha256);
                Assert.Equal(content, await File.ReadAllBytesAsync(At(name), Cancel));
                Assert.Equal(content, await File.ReadAllBytesAsync(here[name + ".back"], Cancel));
                Assert.Equal(2 * number, Directory.GetFiles(here.Path).Length);
            },
            iter: 15,
            threads: 1);
        await Eventually.TrueAsync(() => TransferAgent.Leftovers(_folder).Count == 0, Cancel);
    }

    [Fact]
    public async Task I_get_whole_answers_over_a_line_that_breaks_within_them()
    {
        await using var line = await agent.OpenLineAsync(Cancel);
        var begun = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            begun.Add(await agent.BeginAsync(At($"listed-{i}"), 100));
        }

        for (var after = 500; after < 10_000; after += 1_500)
        {
            // The connection is there already: what is cut is the answer.
            await line.Client.DescribeAsync(Cancel);
            line.ToServer.CutAfter(after);
            Assert.Equal(begun, await line.Client.ListUploadsAsync(Cancel).Select(u => u.Link).Where(begun.Contains).ToListAsync(Cancel));
        }

        foreach (var upload in begun)
        {
            using var deleted = await agent.SendAsync(HttpMethod.Delete, new Uri(upload, UriKind.Relative));
        }
    }

    [Fact]
    public async Task I_send_nothing_that_is_there_and_fetch_nothing_that_is_here()
    {
        using var here = new TemporaryDirectory();
        await File.WriteAllBytesAsync(here["a"], TransferAgent.Bytes(3_000_000), Cancel);
        await using var line = await agent.OpenLineAsync(Cancel);
        await line.Client.UploadAsync(here["a"], At("same"), cancellationToken: Cancel);
        var (up, down) = (line.ToAgent.Bytes, line.ToServer.Bytes);

        var again = await line.Client.UploadAsync(here["a"], At("same"), new UploadOptions { Mode = (UnixFileMode)0x1C0 }, cancellationToken: Cancel);
        var back = await line.Client.DownloadAsync(At("same"), here["a"], cancellationToken: Cancel);

        Assert.True(again.WasThere && back.WasThere);
        Assert.Equal(0x1C0, (int)File.GetUnixFileMode(At("same")));
        Assert.InRange(line.ToAgent.Bytes - up, 1, 100_000);
        Assert.InRange(line.ToServer.Bytes - down, 1, 100_000);
    }

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>Sends some bytes and then nothing, as a dead line does.</summary>
    private sealed class StalledContent(byte[] bytes) : HttpContent
    {
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GoOn() => _goOn.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes, Cancel);
            await stream.FlushAsync(Cancel);
            await _goOn.Task.WaitAsync(Cancel);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <inheritdoc/>
public sealed class ListeningResumableUploadSpecs(ListeningAgent agent) : ResumableUploadSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledResumableUploadSpecs(HardyPolledAgent agent) : ResumableUploadSpecs(agent), IClassFixture<HardyPolledAgent>;
