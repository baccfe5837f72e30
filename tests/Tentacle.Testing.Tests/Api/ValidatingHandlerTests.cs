using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tentacle.Testing.Api;

namespace Tentacle.Testing.Tests.Api;

public sealed class ValidatingHandlerTests
{
    private static readonly OpenApiDocument Document = OpenApiDocument.Parse(Encoding.UTF8.GetBytes("""
        {
          "paths": { "/log": { "get": { "operationId": "GetLog", "responses": { "200": { "content": {
            "application/json": { "schema": { "type": "object" } },
            "application/x-ndjson": { "schema": { "type": "object" } } } } } } } }
        }
        """));

    [Fact]
    public async Task Send_FittingAnswer_LeavesItReadable()
    {
        using var client = Client(new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.Equal("{}", await client.GetStringAsync(new Uri("http://agent/log?after=0"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Send_OtherAnswer_Throws()
    {
        using var client = Client(new StringContent("[]", Encoding.UTF8, "application/json"));

        await Assert.ThrowsAsync<OpenApiMismatchException>(() => client.GetAsync(new Uri("http://agent/log"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Send_FollowedLog_ReturnsBeforeItsEnd()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        var content = new StreamContent(pipe.Reader.AsStream());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var client = Client(content);

        using var response = await client.GetAsync(new Uri("http://agent/log?follow=true"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await pipe.Writer.CompleteAsync();
    }

    private static HttpClient Client(HttpContent content) =>
        new(new ValidatingHandler(new OpenApiResponseValidator(Document, new OpenApiCoverage()), new CannedHandler(content)));

    private sealed class CannedHandler(HttpContent content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = content, RequestMessage = request });
    }
}
