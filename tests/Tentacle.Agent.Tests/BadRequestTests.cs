using System.Net;
using System.Net.Http.Json;
using System.Text;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Tests;

/// <summary>Bad input gets a problem+json that names the value and the remedy, and leaves nothing behind.</summary>
public sealed class BadRequestTests : IAsyncLifetime
{
    private TestAgent _agent = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await TestAgent.StartAsync();
        _client = _agent.Client(_agent.Server);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _agent.DisposeAsync();
    }

    [Theory]
    [InlineData("{", "", "not valid JSON")]
    [InlineData("[]", "", "not a job request")]
    [InlineData("null", "", "null")]
    [InlineData("""{"scrpt":{}}""", "/scrpt", "'scrpt' is not a known member")]
    [InlineData("""{"script":{"bash":"true","fish":"x"}}""", "/script/fish", "'fish' is not a known member")]
    [InlineData("""{"script":{"bash":5}}""", "/script/bash", "a string")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":"x"}""", "/timeoutSeconds", "a whole number")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":1,"timeoutSeconds":2}""", "/timeoutSeconds", "timeoutSeconds")]
    [InlineData("""{"script":{"bash":"true"},"isolation":{"level":"half"}}""", "/isolation/level", "one of none, full")]
    [InlineData("""{"script":{"bash":"true"},"files":[{"name":"a"}]}""", "/files/0", "content")]
    [InlineData("""{"script":{"bash":"true"},"files":[{"name":"a","content":"%"}]}""", "/files/0/content", "base64")]
    [InlineData("""{"script":{"bash":"true"},"files":[{"name":"../a","content":""}]}""", "/files/0/name", "'../a' cannot be the name")]
    [InlineData("""{"script":{"bash":"true"},"deadline":"tomorrow"}""", "/deadline", "RFC 3339")]
    [InlineData("""{"script":{"bash":"true"},"environment":{"A":null}}""", "/environment/A", "null")]
    [InlineData("""{"script":{"bash":"true"},"environment":{"A":1}}""", "/environment/A", "a string")]
    [InlineData("""{}""", "/script", "no script")]
    public async Task Put_BodyThatIsNoJobRequest_Is400AndNamesTheMember(string body, string pointer, string says)
    {
        var (status, problem) = await SendAsync(HttpMethod.Put, "/api/v1/jobs/x", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("urn:tentacle:problem:invalid-request", problem.Type);
        Assert.Equal("/api/v1/jobs/x", problem.Instance);
        var said = pointer.Length == 0 ? problem.Detail! : Assert.Single(problem.Errors!, e => e.Pointer == pointer).Detail;
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_agent.Home.Jobs));
        Assert.Empty(Directory.GetFileSystemEntries(_agent.Home.Work));
    }

    [Theory]
    [InlineData("PUT", "/api/v1/jobs/.hidden", 400, "invalid-ticket")]
    [InlineData("PUT", "/api/v1/jobs/NUL", 400, "invalid-ticket")]
    [InlineData("GET", "/api/v1/jobs/a%20b", 400, "invalid-ticket")]
    [InlineData("GET", "/api/v1/jobs/none", 404, "job-not-found")]
    [InlineData("POST", "/api/v1/jobs/none/cancel", 404, "job-not-found")]
    [InlineData("GET", "/api/v1/nothing", 404, "not-found")]
    [InlineData("GET", "/elsewhere", 404, "not-found")]
    [InlineData("PATCH", "/api/v1/jobs", 405, "method-not-allowed")]
    [InlineData("GET", "/api/v1/jobs?limit=0", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/jobs?limit=abc", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/jobs?state=asleep", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/jobs?cursor=zz", 400, "invalid-cursor")]
    [InlineData("POST", "/api/v1/settings/reload", 404, "not-found")]
    public async Task Ask_WhatIsNotThereOrNotValid_IsAProblemThatNamesTheValue(string method, string path, int status, string slug)
    {
        var (answered, problem) = await SendAsync(new HttpMethod(method), path, """{"script":{"bash":"true"}}""");

        Assert.Equal(status, (int)answered);
        Assert.Equal(status, problem.Status);
        Assert.Equal("urn:tentacle:problem:" + slug, problem.Type);
        Assert.False(string.IsNullOrEmpty(problem.Detail));
        Assert.False(string.IsNullOrEmpty(problem.TraceId));
    }

    [Fact]
    public async Task Delete_UnknownJob_Is204() =>
        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync(new Uri("/api/v1/jobs/none", UriKind.Relative), Token)).StatusCode);

    [Fact]
    public async Task Put_OtherMediaType_Is415()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("/api/v1/jobs/x", UriKind.Relative)) { Content = new StringContent("echo", Encoding.UTF8, "text/plain") };
        var response = await _client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("text/plain", (await ProblemOf(response)).Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_JsonOver16MiB_Is413()
    {
        // The refusal comes before the body is sent.
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("/api/v1/jobs/x", UriKind.Relative))
        {
            Content = new StringContent(new string('x', 17 << 20), Encoding.UTF8, "application/json"),
            Headers = { ExpectContinue = true },
        };
        var response = await _client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("urn:tentacle:problem:too-large", (await ProblemOf(response)).Type);
    }

    [Theory]
    [InlineData("file", "a.txt", "Send the part 'job' first")]
    [InlineData("job,other", "a.txt", "a part named 'other'")]
    [InlineData("job,file", "../a.txt", "cannot be the name")]
    [InlineData("job,file,file", "a.txt", "collides")]
    public async Task Put_MultipartInAnotherShape_Is400AndLeavesNothing(string parts, string fileName, string says)
    {
        using var content = new MultipartFormDataContent();
        foreach (var part in parts.Split(','))
        {
            if (part == "job")
            {
                content.Add(new StringContent("""{"script":{"bash":"true"}}""", Encoding.UTF8, "application/json"), "job");
            }
            else
            {
                content.Add(new StringContent("x"), part, fileName);
            }
        }

        var response = await _client.PutAsync(new Uri("/api/v1/jobs/x", UriKind.Relative), content, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(says, (await ProblemOf(response)).Detail!, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_agent.Home.Work));
    }

    private static async Task<Problem> ProblemOf(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.Problem, Token))!;
    }

    private async Task<(HttpStatusCode Status, Problem Problem)> SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = method == HttpMethod.Get ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        var response = await _client.SendAsync(request, Token);
        return (response.StatusCode, await ProblemOf(response));
    }
}
