using System.Text;

namespace Tentacle.Agent.Tests.Doors;

/// <summary>Where a body ends must be read as every other parser reads it (D11): what is not a length is 400, and nothing behind it is taken for a request.</summary>
public sealed class ContentFramingTests : IAsyncLifetime
{
    private const string Secret = "GET /api/v1/jobs HTTP/1.1\r\nHost: x\r\n\r\n";
    private TestAgent _agent = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await TestAgent.StartAsync();

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Theory]
    [InlineData("+4")]
    [InlineData("-0")]
    [InlineData("-1")]
    [InlineData("4, 4")]
    [InlineData("4 4")]
    [InlineData("0x4")]
    [InlineData("4.0")]
    [InlineData("٤")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775808")]
    [InlineData("0000000000000000000000000000000004")]
    [InlineData("")]
    public async Task Put_ContentLengthThatIsNotDigits_Is400AndTheConnectionEnds(string length) =>
        await IsRefusedOnceAsync($"PUT /api/v1/jobs/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\nnull{Secret}");

    [Fact]
    public async Task Put_TwoContentLengths_Is400() =>
        await IsRefusedOnceAsync($"PUT /api/v1/jobs/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nnull{Secret}");

    [Fact]
    public async Task Put_ContentLengthWithSpacesAround_IsRead() =>
        Assert.Contains("The body is null", await AskAsync("PUT /api/v1/jobs/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: \t 4 \r\n\r\nnull"), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF\r\nnull\r\n0\r\n\r\n")]
    [InlineData("80000000\r\nnull\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFF\r\nnull\r\n0\r\n\r\n")]
    [InlineData("-4\r\nnull\r\n0\r\n\r\n")]
    [InlineData("+4\r\nnull\r\n0\r\n\r\n")]
    [InlineData("0x4\r\nnull\r\n0\r\n\r\n")]
    [InlineData("\r\nnull\r\n0\r\n\r\n")]
    [InlineData("4\nnull\n0\n\n")]
    [InlineData("4\r\nnullX0\r\n\r\n")]
    [InlineData("4;a\nb\r\nnull\r\n0\r\n\r\n")]
    public async Task Put_ChunkThatCannotBeRead_Is400AndTheConnectionEnds(string chunks)
    {
        foreach (var (method, path, type) in new[] { ("PUT", "/api/v1/jobs/x", "application/json"), ("PUT", $"/api/v1/files?path={Uri.EscapeDataString(_agent.Home.Directory)}/x", "application/octet-stream") })
        {
            await IsRefusedOnceAsync($"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}{Secret}");
        }

        Assert.DoesNotContain(_agent.ReadWarnings(), line => line.Contains("EROR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Put_ChunkExtensionWithoutEnd_EndsAtTheLimitOfTheBody()
    {
        await using var connection = await _agent.ConnectAsync(_agent.Server);
        await connection.WriteAsync("PUT /api/v1/jobs/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4;"u8.ToArray(), Token);
        var some = Encoding.ASCII.GetBytes(new string('a', 64 * 1024));
        var sent = 0L;
        while (sent < 64L * 1024 * 1024 && await connection.TryWriteAsync(some))
        {
            sent += some.Length;
        }

        Assert.InRange(sent, 0, 32L * 1024 * 1024);
    }

    [Fact]
    public async Task Put_TrailersWithoutEnd_IsRefused()
    {
        var trailers = string.Concat(Enumerable.Range(0, 5000).Select(i => $"a{i}: b\r\n"));
        var answer = await AskAsync($"PUT /api/v1/jobs/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnull\r\n0\r\n{trailers}\r\n{Secret}");

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("200 OK", answer, StringComparison.Ordinal);
    }

    private async Task IsRefusedOnceAsync(string request)
    {
        var answer = await AskAsync(request);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("200 OK", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
    }

    private async Task<string> AskAsync(string request)
    {
        await using var connection = await _agent.ConnectAsync(_agent.Server);
        await connection.WriteAsync(Encoding.UTF8.GetBytes(request), Token);
        return await connection.ReadTextToEndAsync();
    }
}
