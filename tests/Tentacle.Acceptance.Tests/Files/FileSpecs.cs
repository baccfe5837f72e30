using System.Net;
using System.Text;
using System.Text.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Acceptance.Tests.Files;

/// <summary>What a server does with files, the same however it is connected.</summary>
public abstract class FileSpecs(ConnectedAgent agent)
{
    private readonly string _folder = Path.Combine(agent.Instance.Home, "f-" + Guid.NewGuid().ToString("N"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_upload_a_file_and_replace_it()
    {
        var first = TransferAgent.Bytes(3_000_000);
        using var created = await agent.PutAsync(At("new/dir/file"), first, ("Repr-Digest", TransferAgent.Digest(first)));
        var description = await created.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(new StoredFileDescription(At("new/dir/file"), first.Length, TransferAgent.Hex(first)), JsonSerializer.Deserialize(description, ApiJson.Default.StoredFileDescription));
        Assert.Equal(TransferAgent.Digest(first), created.Header("Repr-Digest"));

        using var replaced = await agent.PutAsync(At("new/dir/file"), [1, 2, 3]);
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.NotEqual(created.Headers.ETag, replaced.Headers.ETag);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(At("new/dir/file"), Cancel));
        Assert.Empty(TransferAgent.Leftovers(agent.Instance.Home));
    }

    [Fact]
    public async Task I_can_upload_content_of_unknown_length()
    {
        var content = TransferAgent.Bytes(1_234_567);
        using var response = await agent.SendAsync(HttpMethod.Put, TransferAgent.File(At("chunked")), new UnknownLength(content));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(content, await File.ReadAllBytesAsync(At("chunked"), Cancel));
    }

    [Fact]
    public async Task I_can_set_the_mode_and_a_later_upload_keeps_mode_owner_and_link()
    {
        using var created = await agent.SendAsync(HttpMethod.Put, TransferAgent.File(At("tool"), "&mode=0750"), new ByteArrayContent([1]));
        File.CreateSymbolicLink(At("link"), "tool");
        using var replaced = await agent.PutAsync(At("link"), [2, 2]);

        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.Equal("tool", new FileInfo(At("link")).LinkTarget);
        Assert.Equal([2, 2], await File.ReadAllBytesAsync(At("tool"), Cancel));
        Assert.Equal(Convert.ToInt32("750", 8), (int)File.GetUnixFileMode(At("tool")));
    }

    [Theory]
    [InlineData("Repr-Digest")]
    [InlineData("Content-Digest")]
    public async Task I_am_told_when_content_is_not_what_I_announced(string header)
    {
        using var before = await agent.PutAsync(At("kept"), [1, 2, 3]);
        using var response = await agent.PutAsync(At("kept"), [9, 9], (header, TransferAgent.Digest([8])));

        Assert.Equal((400, ProblemTypes.DigestMismatch), await response.ProblemAsync());
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(At("kept"), Cancel));
        Assert.Empty(TransferAgent.Leftovers(agent.Instance.Home));
    }

    [Fact]
    public async Task I_can_say_what_must_be_there_for_a_file_to_be_replaced()
    {
        using var first = await agent.PutAsync(At("c"), [1], ("If-None-Match", "*"));
        using var exists = await agent.PutAsync(At("c"), [2], ("If-None-Match", "*"));
        using var other = await agent.PutAsync(At("c"), [2], ("If-Match", "\"other\""));
        using var right = await agent.PutAsync(At("c"), [2], ("If-Match", first.Headers.ETag!.Tag));
        using var stale = await agent.SendAsync(HttpMethod.Delete, TransferAgent.File(At("c")), null, ("If-Match", first.Headers.ETag.Tag));

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal((412, ProblemTypes.PreconditionFailed), await exists.ProblemAsync());
        Assert.Equal((412, ProblemTypes.PreconditionFailed), await other.ProblemAsync());
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal((412, ProblemTypes.PreconditionFailed), await stale.ProblemAsync());
    }

    [Fact]
    public async Task I_can_race_others_for_a_new_file_and_one_of_us_wins()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => agent.PutAsync(At("race"), TransferAgent.Bytes(20_000, i), ("If-None-Match", "*"))));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Empty(TransferAgent.Leftovers(agent.Instance.Home));
    }

    [Fact]
    public async Task I_can_see_a_tag_that_survives_a_restart_and_changes_with_the_content()
    {
        using var put = await agent.PutAsync(At("tagged"), [1, 2, 3]);
        await agent.Instance.StopAgentAsync(Cancel);
        await agent.StartAsync(Cancel);

        using var same = await agent.GetAsync(At("tagged"), ("If-None-Match", put.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(put.Headers.ETag, same.Headers.ETag);

        await File.WriteAllBytesAsync(At("tagged"), [3, 2, 1], Cancel);
        using var changed = await agent.GetAsync(At("tagged"), ("If-None-Match", put.Headers.ETag.Tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task I_can_ask_for_a_digest_without_the_content()
    {
        var content = TransferAgent.Bytes(700_000);
        Directory.CreateDirectory(_folder);
        await File.WriteAllBytesAsync(At("d"), content, Cancel);

        using var sha256 = await agent.SendAsync(HttpMethod.Head, TransferAgent.File(At("d")), null, ("Want-Repr-Digest", "sha-256=10, sha-512=3"));
        using var sha512 = await agent.SendAsync(HttpMethod.Head, TransferAgent.File(At("d")), null, ("Want-Repr-Digest", "md5=10, sha-512=3"));

        Assert.Equal(TransferAgent.Digest(content), sha256.Header("Repr-Digest"));
        Assert.Equal(700_000, sha256.Content.Headers.ContentLength);
        Assert.Contains($"sha-512=:{Convert.ToBase64String(System.Security.Cryptography.SHA512.HashData(content))}:", sha512.Header("Repr-Digest"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_list_a_directory_page_by_page()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        foreach (var name in Enumerable.Range(0, 25).Select(i => $"n{i:00} å"))
        {
            await File.WriteAllTextAsync(At(name), name, Cancel);
        }

        File.CreateSymbolicLink(At("a-link"), "n00 å");
        var seen = new List<FileEntry>();
        for (string? cursor = ""; cursor is not null;)
        {
            using var response = await agent.SendAsync(HttpMethod.Get, TransferAgent.File(_folder, $"&limit=10{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}"));
            var page = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(Cancel), ApiJson.Default.FileList)!;
            Assert.Equal(page.Next is not null, response.Headers.Contains("Link"));
            seen.AddRange(page.Items);
            cursor = page.Next;
        }

        Assert.Equal(seen.Select(e => e.Name).Order(StringComparer.Ordinal), seen.Select(e => e.Name));
        Assert.Equal(27, seen.Count);
        Assert.Equal((FileEntryType.Link, "n00 å"), (seen[0].Type, seen[0].LinkTarget));
        Assert.Equal((FileEntryType.File, 6L), (seen[1].Type, seen[1].Length));
        Assert.Equal(FileEntryType.Directory, seen[^1].Type);
        Assert.Equal(seen.Select(e => e.Name), await agent.Client.ListFilesAsync(_folder, Cancel).Select(e => e.Name).ToListAsync(Cancel));
    }

    [Fact]
    public async Task I_can_delete_a_file_a_link_and_a_directory()
    {
        Directory.CreateDirectory(At("tree/deep"));
        await File.WriteAllTextAsync(At("outside"), "kept", Cancel);
        File.CreateSymbolicLink(At("tree/deep/out"), _folder);
        File.CreateSymbolicLink(At("link"), "outside");

        using var link = await agent.SendAsync(HttpMethod.Delete, TransferAgent.File(At("link")));
        using var full = await agent.SendAsync(HttpMethod.Delete, TransferAgent.File(At("tree")));
        using var all = await agent.SendAsync(HttpMethod.Delete, TransferAgent.File(At("tree"), "&recursive=true"));
        using var gone = await agent.SendAsync(HttpMethod.Delete, TransferAgent.File(At("tree")));

        Assert.Equal(HttpStatusCode.NoContent, link.StatusCode);
        Assert.Equal((409, ProblemTypes.DirectoryNotEmpty), await full.ProblemAsync());
        Assert.Equal(HttpStatusCode.NoContent, all.StatusCode);
        Assert.Equal((404, ProblemTypes.FileNotFound), await gone.ProblemAsync());
        Assert.Equal([At("outside")], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task I_can_fetch_what_a_job_left_and_nothing_beside_it()
    {
        var ticket = JobTicket.Create(TimeProvider.System);
        await agent.Client.SubmitAsync(ticket, new JobRequest { Script = new JobScript { Bash = "mkdir -p out; seq 100000 > out/numbers; ln -s /etc/passwd escape; ln -s out/numbers inside" } }, cancellationToken: Cancel);
        await agent.Client.WaitAsync(ticket, Cancel);
        var expected = string.Concat(Enumerable.Range(1, 100_000).Select(i => $"{i}\n"));
        var files = ApiRoutes.JobFiles(ticket);

        Assert.Contains("out", await agent.Client.ListJobFilesAsync(ticket, cancellationToken: Cancel).Select(e => e.Name).ToListAsync(Cancel));
        Assert.Equal(["numbers"], await agent.Client.ListJobFilesAsync(ticket, "out", Cancel).Select(e => e.Name).ToListAsync(Cancel));
        var local = Path.Combine(agent.Instance.Applications, Path.GetRandomFileName());
        var fetched = await agent.Client.DownloadJobFileAsync(ticket, "inside", local, cancellationToken: Cancel);
        Assert.Equal(TransferAgent.Hex(Encoding.UTF8.GetBytes(expected)), fetched.Sha256);
        using var part = await agent.SendAsync(HttpMethod.Get, new Uri($"{files}?path=out\\numbers", UriKind.Relative), null, ("Range", "bytes=-5"));
        Assert.Equal(expected[^5..], await part.Content.ReadAsStringAsync(Cancel));
        foreach (var path in new[] { "escape", "../other", "/etc/passwd", "out/../../x" })
        {
            using var refused = await agent.SendAsync(HttpMethod.Get, new Uri($"{files}?path={Uri.EscapeDataString(path)}", UriKind.Relative));
            Assert.Equal((403, ProblemTypes.PathNotAllowed), await refused.ProblemAsync());
        }

        using var unknown = await agent.SendAsync(HttpMethod.Get, new Uri(ApiRoutes.JobFiles(JobTicket.Parse("none")), UriKind.Relative));
        Assert.Equal((404, ProblemTypes.JobNotFound), await unknown.ProblemAsync());
    }

    private string At(string name) => Path.Combine(_folder, name);

    private sealed class UnknownLength(byte[] content) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var at = 0; at < content.Length; at += 100_000)
            {
                await stream.WriteAsync(content.AsMemory(at, Math.Min(100_000, content.Length - at)), Cancel);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <inheritdoc/>
public sealed class ListeningFileSpecs(ListeningAgent agent) : FileSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledFileSpecs(PolledAgent agent) : FileSpecs(agent), IClassFixture<PolledAgent>;
