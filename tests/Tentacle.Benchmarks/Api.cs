using System.Net.Http.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Benchmarks;

/// <summary>The API over one keep-alive connection with mutual TLS.</summary>
internal sealed class Api(TemporaryInstance instance, TestCertificate server) : IDisposable
{
    private readonly HttpClient _http = new(instance.CreateHandler(server)) { BaseAddress = instance.Address, Timeout = TimeSpan.FromMinutes(5) };

    public HttpClient Http => _http;

    /// <summary>Submits a script that shares the machine; with <paramref name="wait"/> returns when it is complete.</summary>
    public async Task<Job> SubmitAsync(string script, int wait = 0, params IReadOnlyList<string> sensitiveValues)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(ApiRoutes.Job(JobTicket.Create(TimeProvider.System)), UriKind.Relative))
        {
            Content = JsonContent.Create(
                new JobRequest { Script = new JobScript { Bash = script }, Isolation = new JobIsolation { Level = IsolationLevel.None }, SensitiveValues = sensitiveValues },
                ApiJson.Default.JobRequest),
        };
        if (wait > 0)
        {
            request.Headers.Add(ApiHeaders.Prefer, $"wait={wait}");
        }

        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.Job))!;
    }

    public async Task<Stream> FollowAsync(Job job)
    {
        var response = await _http.GetAsync(new Uri($"{job.Links.Log}?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStreamAsync();
    }

    public async Task<Job> WaitAsync(Job job)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(job.Links.Self, UriKind.Relative));
        request.Headers.Add(ApiHeaders.Prefer, "wait=300");
        using var response = await _http.SendAsync(request);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.Job))!;
    }

    public void Dispose() => _http.Dispose();
}
