using System.IO.Compression;
using System.Net;

namespace Tentacle.Agent.Tests.Http;

/// <summary>E10: long text is compressed for those who accept it, and for nobody else.</summary>
public abstract class CompressionTests : CalledAgent
{
    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("gzip, br", "br")]
    [InlineData("gzip;q=1, br;q=0.5", "gzip")]
    [InlineData("gzip;q=0, br;q=0.1", "br")]
    [InlineData("GZIP", "gzip")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, *;q=0.5", "gzip")]
    [InlineData("identity, gzip;q=0.5", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData("deflate, zstd", null)]
    [InlineData("nonsense;;", null)]
    [InlineData("", null)]
    public async Task Text_ByWhatTheCallerAccepts_IsCompressed(string accepts, string? coding)
    {
        using var plain = await CallAsync("GET", "/api/v1/openapi.json");
        using var response = await CallAsync("GET", "/api/v1/openapi.json", null, ("Accept-Encoding", accepts));
        using var head = await CallAsync("HEAD", "/api/v1/openapi.json", null, ("Accept-Encoding", accepts));
        var sent = await response.Content.ReadAsByteArrayAsync(Token);
        var expected = await plain.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal(coding, Header(response, "Content-Encoding"));
        Assert.Equal((coding, sent.Length), (Header(head, "Content-Encoding"), (int)head.Content.Headers.ContentLength!));
        Assert.Equal(("Accept-Encoding", "Accept-Encoding"), (Header(response, "Vary"), Header(plain, "Vary")));
        Assert.Equal(expected, await DecodeAsync(sent, coding));
        Assert.True(coding is null ? sent.Length == expected.Length : sent.Length < expected.Length / 3);
    }

    [Theory]
    [InlineData("/api/v1/metrics", "gzip")]
    [InlineData("/api/v1/jobs", "gzip")]
    [InlineData("/api/v1/jobs", null)]
    [InlineData("/api/v1/files?path=.", "gzip")]
    [InlineData("/api/v1/tools", null)]
    [InlineData("/api/v1/livez", null)]
    [InlineData("/api/v1/jobs/done/log", null)]
    [InlineData("/api/v1/files?path=long.txt", null)]
    public async Task Answer_ThatIsLongTextOfAList_IsCompressed_AndNoOther(string path, string? coding)
    {
        await SubmitAsync("done");
        using var put = await CallAsync("PUT", "/api/v1/files?path=long.txt", new StringContent(new string('x', 5000)));
        for (var i = 0; coding is not null && i < 8; i++)
        {
            await SubmitAsync($"more-{i}");
            using var file = await CallAsync("PUT", $"/api/v1/files?path=more-{i}", new StringContent("x"));
        }

        using var response = await CallAsync("GET", path, null, ("Accept-Encoding", "gzip"));
        var sent = await response.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal((HttpStatusCode.OK, coding), (response.StatusCode, Header(response, "Content-Encoding")));
        Assert.NotEmpty(await DecodeAsync(sent, coding));
    }

    [Fact]
    public async Task Description_HasAStrongTagOfEachCoding_AndAnyOfThemIsKnown()
    {
        var tags = new List<string>();
        foreach (var coding in new[] { "identity", "gzip", "br" })
        {
            using var response = await CallAsync("GET", "/api/v1/openapi.json", null, ("Accept-Encoding", coding));
            tags.Add(Header(response, "ETag")!);
        }

        Assert.Equal(3, tags.Distinct().Count());
        Assert.All(tags, tag => Assert.Matches("^\"[^\"]+\"$", tag));
        foreach (var tag in tags.Append("*").Append($"\"other\", W/{tags[1]}"))
        {
            using var known = await CallAsync("GET", "/api/v1/openapi.json", null, ("Accept-Encoding", "br"), ("If-None-Match", tag));
            Assert.Equal((HttpStatusCode.NotModified, tags[2]), (known.StatusCode, Header(known, "ETag")));
        }

        using var other = await CallAsync("GET", "/api/v1/openapi.json", null, ("If-None-Match", "\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    private static async Task<byte[]> DecodeAsync(byte[] sent, string? coding)
    {
        using var bytes = new MemoryStream(sent);
        await using Stream decoder = coding switch { "gzip" => new GZipStream(bytes, CompressionMode.Decompress), "br" => new BrotliStream(bytes, CompressionMode.Decompress), _ => bytes };
        using var plain = new MemoryStream();
        await decoder.CopyToAsync(plain, Token);
        return plain.ToArray();
    }
}

/// <inheritdoc/>
public sealed class CompressionOverHttp1Tests : CompressionTests;

/// <inheritdoc/>
public sealed class CompressionOverHttp2Tests : CompressionTests
{
    protected override Version Version => HttpVersion.Version20;
}
