using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;
using Tentacle.Testing.Archives;

namespace Tentacle.Acceptance.Tests.Packages;

/// <summary>What a server does with tools.</summary>
public abstract class ToolSpecs(ConnectedAgent agent) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_push_Calamari_and_remove_it_again()
    {
        var content = Package("Calamari.dll", "v1");

        var (pushed, tool) = await PutAsync("Calamari", "25.1.0", content);
        var (repeated, _) = await PutAsync("Calamari", "25.1.0", content);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (pushed, repeated));
        Assert.Equal(Path.Combine(agent.Instance.Home, "Calamari", "25.1.0"), tool!.Directory);
        Assert.Equal("v1", await File.ReadAllTextAsync(Path.Combine(tool.Directory, "Calamari.dll"), Cancel));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), tool.Sha256);
        Assert.Contains(await ListAsync(), t => t == tool);

        using var removed = await agent.Http.DeleteAsync(ApiRoutes.Tool("Calamari", "25.1.0"), Cancel);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(agent.Instance.Home, "Calamari")));
        Assert.DoesNotContain(await ListAsync(), t => t.Name == "Calamari");
    }

    [Fact]
    public async Task Another_package_of_the_same_version_replaces_it()
    {
        await PutAsync("kubectl", "1.30.0", Package("kubectl", "old"));

        var (status, tool) = await PutAsync("kubectl", "1.30.0", Package("kubectl", "new"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Path.Combine(agent.Instance.Home, "Tools", "kubectl", "1.30.0"), tool!.Directory);
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(tool.Directory, "kubectl"), Cancel));
    }

    [Fact]
    public async Task A_tool_that_was_damaged_on_its_way_or_leads_out_is_refused_and_leaves_nothing()
    {
        var wrong = new Dictionary<string, string> { ["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData("other"u8))}:" };

        var damaged = await ProblemAsync("damaged", Package("file", "x"), wrong);
        var evil = await ProblemAsync("evil", Package("../file", "x"), []);
        var none = await ProblemAsync("none", "no archive"u8.ToArray(), []);

        Assert.Equal((400, "urn:tentacle:problem:digest-mismatch"), (damaged.Status, damaged.Type));
        Assert.Equal((422, "urn:tentacle:problem:invalid-package"), (evil.Status, evil.Type));
        Assert.Equal((422, "urn:tentacle:problem:invalid-package"), (none.Status, none.Type));
        Assert.DoesNotContain(await ListAsync(), t => t.Name is "damaged" or "evil" or "none");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(agent.Instance.Home, "Uploads")));
    }

    [Fact]
    public async Task A3_A_tool_with_a_flipped_bit_or_cut_short_is_refused_whatever_its_format()
    {
        var zip = new RawZip().With(new("tool", "content") { Crc = 1 }).ToBytes();
        var tar = new RawTar().With("tool", "content").ToBytes();
        byte[] flipped = [(byte)(tar[0] ^ 1), .. tar[1..]];
        using var gzip = new MemoryStream();
        await using (var zipped = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true))
        {
            await zipped.WriteAsync(tar, Cancel);
        }

        byte[] wrongTrailer = [.. gzip.ToArray()[..^1], 1];
        foreach (var content in new[] { zip, flipped, wrongTrailer, gzip.ToArray()[..^5], [.. gzip.ToArray(), 1] })
        {
            var problem = await ProblemAsync("broken", content, []);

            Assert.Equal((422, "urn:tentacle:problem:invalid-package"), (problem.Status, problem.Type));
            Assert.Contains("The package is damaged:", problem.Detail, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(await ListAsync(), t => t.Name == "broken");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(agent.Instance.Home, "Tools", "broken")));
    }

    [Fact]
    public async Task A9_A_tool_with_build_metadata_in_its_version_is_pushed_and_removed()
    {
        var (status, tool) = await PutAsync("kubectl", "1.31.0+k3s1", Package("kubectl", "x"));

        Assert.Equal((HttpStatusCode.Created, "1.31.0+k3s1"), (status, tool!.Version));
        Assert.True(File.Exists(Path.Combine(tool.Directory, "kubectl")));
        using var removed = await agent.Http.DeleteAsync(ApiRoutes.Tool("kubectl", "1.31.0+k3s1"), Cancel);
        Assert.DoesNotContain(await ListAsync(), t => t.Version == "1.31.0+k3s1");
    }

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private byte[] Package(string name, string content) => File.ReadAllBytes(new TestPackage().With(name, content).Save(_directory[$"{Guid.NewGuid():N}.zip"]).FullName);

    private async Task<IReadOnlyList<Tool>> ListAsync() => (await agent.Http.GetFromJsonAsync(ApiRoutes.Tools, ApiJson.Default.ToolList, Cancel))!.Items;

    private async Task<(HttpStatusCode Status, Tool? Tool)> PutAsync(string name, string version, byte[] content)
    {
        using var response = await agent.Http.PutAsync(ApiRoutes.Tool(name, version), new ByteArrayContent(content), Cancel);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync(ApiJson.Default.Tool, Cancel));
    }

    private async Task<Problem> ProblemAsync(string name, byte[] content, Dictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, ApiRoutes.Tool(name, "1.0.0")) { Content = new ByteArrayContent(content) };
        foreach (var (header, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await agent.Http.SendAsync(request, Cancel);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.Problem, Cancel))!;
    }
}

/// <inheritdoc/>
public sealed class ListeningToolSpecs(ListeningAgent agent) : ToolSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledToolSpecs(PolledAgent agent) : ToolSpecs(agent), IClassFixture<PolledAgent>;
