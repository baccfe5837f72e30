using System.Net;

namespace Tentacle.Agent.Tests.Http;

/// <summary>E1, E2: HEAD is GET without the body, on every route, in every version of HTTP.</summary>
public abstract class HeadTests : CalledAgent
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/")]
    [InlineData("/api/v1/livez")]
    [InlineData("/api/v1/openapi.json")]
    [InlineData("/api/v1/refused-connections")]
    [InlineData("/api/v1/jobs")]
    [InlineData("/api/v1/jobs?state=complete")]
    [InlineData("/api/v1/jobs/done")]
    [InlineData("/api/v1/jobs/done/log")]
    [InlineData("/api/v1/jobs/done/files")]
    [InlineData("/api/v1/jobs/none")]
    [InlineData("/api/v1/jobs/.none")]
    [InlineData("/api/v1/deployments")]
    [InlineData("/api/v1/tools")]
    [InlineData("/api/v1/uploads")]
    [InlineData("/api/v1/files?path=.")]
    [InlineData("/api/v1/files?path=settings.none")]
    [InlineData("/api/v1/files?limit=0")]
    [InlineData("/api/v1/jobs?unknown=1")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/drain")]
    public async Task Head_OfARoute_IsItsGetWithoutTheBody(string path)
    {
        await SubmitAsync("done");
        using var get = await CallAsync("GET", path);
        using var head = await CallAsync("HEAD", path);

        Assert.Equal((get.StatusCode, Version), (head.StatusCode, head.Version));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(Header(get, "ETag"), Header(head, "ETag"));
        Assert.Equal(Header(get, "Allow"), Header(head, "Allow"));

        // A refusal names its trace, which is as long each time; that of a method names the method.
        if (head.StatusCode != HttpStatusCode.MethodNotAllowed && head.Content.Headers.ContentLength is { } length and > 0)
        {
            Assert.Equal((await get.Content.ReadAsByteArrayAsync(Token)).Length, length);
        }
    }

    // They change from call to call: only that they answer is the same.
    [Theory]
    [InlineData("/api/v1/readyz")]
    [InlineData("/api/v1/health")]
    [InlineData("/api/v1/metrics")]
    public async Task Head_OfWhatIsMeasured_IsAnswered(string path)
    {
        using var get = await CallAsync("GET", path);
        using var head = await CallAsync("HEAD", path);

        Assert.Equal((get.StatusCode, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.NotNull(head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Head_OfALog_NeverFollowsAndSaysWhereToReadOn()
    {
        var job = await SubmitAsync("done");
        using var follow = await CallAsync("HEAD", "/api/v1/jobs/done/log?follow=true");
        using var once = await CallAsync("HEAD", "/api/v1/jobs/done/log", null, ("Range", "bytes=0-1"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (follow.StatusCode, once.StatusCode));
        Assert.Equal($"{job.Log.Bytes}", Header(once, "Log-Next-Cursor"));
    }

    [Theory]
    [InlineData("/api/v1/jobs", "GET, HEAD, POST")]
    [InlineData("/api/v1/jobs/x", "DELETE, GET, HEAD, PUT")]
    [InlineData("/api/v1/livez", "GET, HEAD")]
    [InlineData("/api/v1/drain", "DELETE, POST")]
    [InlineData("/api/v1/uploads/x", "DELETE, HEAD, PATCH")]
    public async Task Allow_OfARefusedMethod_NamesAllThatAreThere(string path, string allowed)
    {
        using var response = await CallAsync("TRACE", path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed.Split(", "), response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Head_OfTheWelcomePage_HasItsLength()
    {
        using var stranger = Agent.Client(null);
        using var get = await stranger.GetAsync(new Uri("/", UriKind.Relative), Token);
        using var head = await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri("/", UriKind.Relative)), Token);

        Assert.Equal((HttpStatusCode.OK, (await get.Content.ReadAsByteArrayAsync(Token)).Length), (head.StatusCode, (int)head.Content.Headers.ContentLength!));
    }
}

/// <inheritdoc/>
public sealed class HeadOverHttp1Tests : HeadTests;

/// <inheritdoc/>
public sealed class HeadOverHttp2Tests : HeadTests
{
    protected override Version Version => HttpVersion.Version20;
}
