using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Files;

/// <summary>Parts of files, whatever parts are asked for.</summary>
public abstract class RangeSpecs(ConnectedAgent agent)
{
    private static readonly byte[] Content = TransferAgent.Bytes(300_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_read_any_range_and_it_is_that_slice()
    {
        using var put = await agent.PutAsync("ranged", Content);
        var offset = Gen.OneOf(Gen.Int[0, 20], Gen.Int[0, Content.Length + 20], Gen.Int[Content.Length - 20, Content.Length + 20]);

        await Gen.Select(offset, offset, Gen.Int[0, 2]).SampleAsync(
            async (a, b, kind) =>
            {
                var (from, to) = (Math.Min(a, b), Math.Max(a, b));
                var (header, start, end) = kind switch
                {
                    0 => ($"bytes={from}-{to}", from, Math.Min(to + 1, Content.Length)),
                    1 => ($"bytes={from}-", from, Content.Length),
                    _ => ($"bytes=-{to}", Math.Max(0, Content.Length - to), Content.Length),
                };
                using var response = await agent.GetAsync("ranged", ("Range", header));
                if (start >= end)
                {
                    Assert.Equal((416, ProblemTypes.RangeNotSatisfiable), await response.ProblemAsync());
                    Assert.Equal($"bytes */{Content.Length}", response.Header("Content-Range"));
                    return;
                }

                Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
                Assert.Equal($"bytes {start}-{end - 1}/{Content.Length}", response.Header("Content-Range"));
                Assert.Equal(Content[start..end], await response.Content.ReadAsByteArrayAsync(Cancel));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task I_can_read_several_ranges_in_one_answer()
    {
        using var put = await agent.PutAsync("several", Content);
        using var response = await agent.GetAsync("several", ("Range", "bytes=5-9, 1000-1999, -7"));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        var type = response.Content.Headers.ContentType!;
        Assert.Equal("multipart/byteranges", type.MediaType);
        var body = await response.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal(response.Content.Headers.ContentLength, body.Length);
        var boundary = type.Parameters.Single(p => p.Name == "boundary").Value;
        var expected = new MemoryStream();
        foreach (var (start, end) in new[] { (5, 10), (1000, 2000), (Content.Length - 7, Content.Length) })
        {
            expected.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes {start}-{end - 1}/{Content.Length}\r\n\r\n")));
            expected.Write(Content.AsSpan(start..end));
        }

        expected.Write(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"));
        Assert.Equal(expected.ToArray(), body);
    }

    [Theory]
    [InlineData("bytes=9-2")]
    [InlineData("lines=1-2")]
    [InlineData("bytes=0-200000,100000-299999")]
    public async Task I_get_the_whole_file_for_ranges_that_make_no_sense(string range)
    {
        using var put = await agent.PutAsync("whole", Content);
        using var response = await agent.GetAsync("whole", ("Range", range));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Content, await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task I_can_go_on_with_a_download_only_while_the_file_is_the_same()
    {
        using var put = await agent.PutAsync("if-range", Content);
        var tag = put.Headers.ETag!.Tag;
        using var same = await agent.GetAsync("if-range", ("Range", "bytes=10-19"), ("If-Range", tag));
        using var replaced = await agent.PutAsync("if-range", [1, 2, 3]);
        using var other = await agent.GetAsync("if-range", ("Range", "bytes=1-1"), ("If-Range", tag));
        using var weak = await agent.GetAsync("if-range", ("Range", "bytes=1-1"), ("If-Range", "W/" + replaced.Headers.ETag!.Tag));

        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.OK, weak.StatusCode);
        Assert.Equal([1, 2, 3], await other.Content.ReadAsByteArrayAsync(Cancel));
    }
}

/// <inheritdoc/>
public sealed class ListeningRangeSpecs(ListeningAgent agent) : RangeSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledRangeSpecs(PolledAgent agent) : RangeSpecs(agent), IClassFixture<PolledAgent>;
