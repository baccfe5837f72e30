using System.Net.Http.Json;
using System.Text;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Tests.Http;

/// <summary>An agent in this process, and calls of the server that it trusts. No job of it ever runs: it has no supervisor.</summary>
public abstract class CalledAgent : IAsyncLifetime
{
    protected const string Job = """{"script":{"bash":"true"},"isolation":{"level":"none"}}""";

    private HttpClient? _client;

    protected TestAgent Agent { get; private set; } = null!;

    protected HttpClient Client => _client!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected virtual Version Version => System.Net.HttpVersion.Version11;

    public async ValueTask InitializeAsync()
    {
        Agent = await TestAgent.StartAsync();
        _client = Agent.Client(Agent.Server, Version);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Agent.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<HttpResponseMessage> CallAsync(string method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = content, Version = Client.DefaultRequestVersion, VersionPolicy = Client.DefaultVersionPolicy };
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                content!.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
            else if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await Client.SendAsync(request, Token);
    }

    protected static HttpContent Json(string json) => new StringContent(json, Encoding.UTF8, "application/json");

    /// <summary>Submits a job and waits for its end, which comes at once.</summary>
    protected async Task<Job> SubmitAsync(string ticket, string json = Job)
    {
        using var response = await CallAsync("PUT", $"/api/v1/jobs/{ticket}", Json(json), ("Prefer", "wait=20"));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.Job, Token))!;
    }

    protected static async Task<Problem> RefusedAsync(HttpResponseMessage response, int status, string type)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == (int)response.StatusCode, $"{status} was expected, {(int)response.StatusCode} came: {text}");
        var problem = System.Text.Json.JsonSerializer.Deserialize(text, ApiJson.Default.Problem)!;
        Assert.Equal(ProblemTypes.UriOf(type), problem.Type);
        return problem;
    }

    protected static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
