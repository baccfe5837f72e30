using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>What specs of jobs say again and again: HTTP as it is, for what the client does not show.</summary>
internal static class JobCalls
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static string NewTicket() => JobTicket.Create(TimeProvider.System).Value;

    /// <summary>A bash script that may run beside others.</summary>
    public static string Bash(string script, string more = "") =>
        $$"""{"script":{"bash":{{JsonSerializer.Serialize(script)}}},"isolation":{"level":"none"}{{more}}}""";

    /// <summary>A bash script that says where it is and goes on when the file appears.</summary>
    public static string Gate(string file) => $"echo waiting; until [ -e '{file}' ]; do sleep 0.02; done; echo through";

    /// <summary>Returns when the headers are there: a body may have no end yet. A body is JSON unless the headers say otherwise.</summary>
    public static async Task<HttpResponseMessage> CallAsync(this HttpClient http, HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content, Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    public static Task<HttpResponseMessage> CallAsync(this ConnectedAgent agent, HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers) =>
        agent.Http.CallAsync(method, path, content, headers);

    public static Task<HttpResponseMessage> ReadAsync(this ConnectedAgent agent, string path, params (string Name, string Value)[] headers) =>
        agent.CallAsync(HttpMethod.Get, path, null, headers);

    public static Task<HttpResponseMessage> SubmitAsync(this ConnectedAgent agent, string ticket, string json, params (string Name, string Value)[] headers) =>
        agent.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{ticket}", Json(json), headers);

    /// <summary>Submits a job and waits for its end.</summary>
    public static async Task<Job> RunAsync(this ConnectedAgent agent, string json, params (string Name, string Value)[] headers)
    {
        using var response = await agent.SubmitAsync(NewTicket(), json, [("Prefer", "wait=60"), .. headers]);
        var job = await response.JobAsync();
        Assert.Equal(JobState.Complete, job.State);
        return job;
    }

    /// <summary>The log of a job, or as much as is there.</summary>
    public static async Task<string> LogTextAsync(this ConnectedAgent agent, JobTicket ticket)
    {
        using var response = await agent.ReadAsync(ApiRoutes.JobLog(ticket), ("Accept", "text/plain"));
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>Waits until a job's log has a text.</summary>
    public static Task LoggedAsync(this ConnectedAgent agent, JobTicket ticket, string text) =>
        Eventually.TrueAsync(async () => (await agent.LogTextAsync(ticket)).Contains(text, StringComparison.Ordinal), Cancel, what: $"the log of {ticket} says '{text}'");

    /// <summary>Everything that the agent keeps of jobs, whole or half.</summary>
    public static string[] JobEntries(this ConnectedAgent agent) =>
        [.. new[] { "Jobs", "Work" }.SelectMany(d => Directory.GetFileSystemEntries(Path.Combine(agent.Instance.Home, d))).Order()];

    public static HttpContent Json(string json) => new StringContent(json, Encoding.UTF8, "application/json");

    public static async Task<T> BodyAsync<T>(this HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        return (T)JsonSerializer.Deserialize(body, typeof(T), ApiJson.Default)!;
    }

    public static Task<Job> JobAsync(this HttpResponseMessage response) => response.BodyAsync<Job>();

    /// <summary>The problem that must have come.</summary>
    public static async Task<Problem> RefusedAsync(this HttpResponseMessage response, int status, string type)
    {
        var body = await response.Content.ReadAsByteArrayAsync(Cancel);
        Assert.True((int)response.StatusCode == status, $"{status} was expected, {(int)response.StatusCode} came: {Encoding.UTF8.GetString(body)}");
        var problem = JsonSerializer.Deserialize(body, ApiJson.Default.Problem)!;
        Assert.Equal((status, ProblemTypes.UriOf(type)), (problem.Status, problem.Type));
        Assert.False(string.IsNullOrEmpty(problem.Detail));
        Assert.False(string.IsNullOrEmpty(problem.TraceId));
        return problem;
    }

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
