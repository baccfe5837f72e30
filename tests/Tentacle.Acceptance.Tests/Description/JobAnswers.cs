using System.Net;
using System.Text;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Description;

/// <summary>Goes through the answers of the operations on jobs.</summary>
internal sealed class JobAnswers(ConnectedAgent agent, TemporaryDirectory here)
{
    private static readonly (string, string) Outdated = ("If-Match", "\"other\"");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task SeeAsync()
    {
        await SeeSubmissionsAsync();
        await SeeSubmissionsWithoutTicketAsync();
        await SeeListAsync();
        var ticket = await SeeJobAsync();
        await SeeLogAsync(ticket);
        await SeeFilesAsync(ticket);
        await SeeEndAsync(ticket);
    }

    private async Task SeeSubmissionsAsync()
    {
        var path = $"/api/v1/jobs/{JobCalls.NewTicket()}";
        var json = JobCalls.Bash("true");
        await SeeAsync(201, HttpMethod.Put, path, json, ("Prefer", "wait=60"), ("If-None-Match", "*"));
        await SeeAsync(200, HttpMethod.Put, path, json);
        await SeeAsync(409, HttpMethod.Put, path, JobCalls.Bash("false"));
        await SeeAsync(412, HttpMethod.Put, path, json, ("If-None-Match", "*"));
        await SeeBadSubmissionsAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}");
        await SeeAsync(400, HttpMethod.Put, "/api/v1/jobs/.none", json);
        await SeeAsync(204, HttpMethod.Delete, path);
        await SeeAsync(410, HttpMethod.Put, path, json);
    }

    private async Task SeeSubmissionsWithoutTicketAsync()
    {
        const string Path = "/api/v1/jobs";
        var (json, key) = (JobCalls.Bash("true"), ("Idempotency-Key", Guid.NewGuid().ToString()));
        using var created = await SeeAsync(201, HttpMethod.Post, Path, json, key, ("Prefer", "wait=60"));
        await SeeAsync(200, HttpMethod.Post, Path, json, key);
        await SeeAsync(200, HttpMethod.Post, Path + "?dryRun=true", json);
        await SeeAsync(422, HttpMethod.Post, Path, JobCalls.Bash("false"), key);
        await SeeBadSubmissionsAsync(HttpMethod.Post, Path);
        await SeeAsync(412, HttpMethod.Post, Path, json, Outdated);
        await SeeAsync(204, HttpMethod.Delete, created.Headers.Location!.OriginalString);
        await SeeAsync(410, HttpMethod.Post, Path, json, key);
    }

    private async Task SeeBadSubmissionsAsync(HttpMethod method, string path)
    {
        await SeeAsync(400, method, path, """{"script":5}""");
        await SeeAsync(413, method, path, new string(' ', (int)ApiLimits.JsonBytes + 1), ("Expect", "100-continue"));
        await SeeAsync(415, method, path, "echo", ("Content-Type", "text/plain"));
        await SeeAsync(422, method, path, """{"script":{"cmd":"echo"}}""");
    }

    private async Task SeeListAsync()
    {
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await agent.RunAsync(JobCalls.Bash("true"));
        }

        using var page = await SeeAsync(200, HttpMethod.Get, "/api/v1/jobs?limit=1");
        Assert.NotNull(page.Header("Link"));
        await SeeAsync(400, HttpMethod.Get, "/api/v1/jobs?limit=0");
        await SeeAsync(400, HttpMethod.Get, "/api/v1/jobs?cursor=none");
    }

    private async Task<JobTicket> SeeJobAsync()
    {
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        await SeeAsync(201, HttpMethod.Put, ApiRoutes.Job(ticket), JobCalls.Bash($"echo left > left.txt; mkdir empty; {JobCalls.Gate(here["gate"])}"));
        await agent.LoggedAsync(ticket, "waiting");
        using var job = await SeeAsync(200, HttpMethod.Get, ApiRoutes.Job(ticket));
        await SeeAsync(304, HttpMethod.Get, ApiRoutes.Job(ticket), null, ("If-None-Match", job.Headers.ETag!.ToString()), ("Prefer", "wait=1"));
        await SeeAsync(400, HttpMethod.Get, "/api/v1/jobs/.none");
        await SeeAsync(404, HttpMethod.Get, "/api/v1/jobs/none");
        await SeeAsync(412, HttpMethod.Get, ApiRoutes.Job(ticket), null, Outdated);
        await SeeAsync(409, HttpMethod.Delete, ApiRoutes.Job(ticket));
        await SeeAsync(400, HttpMethod.Delete, "/api/v1/jobs/.none");
        return ticket;
    }

    private async Task SeeLogAsync(JobTicket ticket)
    {
        await SeeAsync(200, HttpMethod.Get, ApiRoutes.JobScript(ticket));
        await SeeAsync(400, HttpMethod.Get, "/api/v1/jobs/.none/script");
        await SeeAsync(404, HttpMethod.Get, "/api/v1/jobs/none/script");
        var path = ApiRoutes.JobLog(ticket);
        await SeeAsync(200, HttpMethod.Get, path);
        await SeeAsync(200, HttpMethod.Get, path, null, ("Accept", "text/plain"));
        await SeeAsync(200, HttpMethod.Get, path, null, ("Accept", "text/event-stream"));
        await SeeAsync(206, HttpMethod.Get, path, null, ("Range", "bytes=0-9"));
        await SeeAsync(400, HttpMethod.Get, path + "?after=3");
        await SeeAsync(400, HttpMethod.Get, path + "?limit=0");
        await SeeAsync(400, HttpMethod.Get, "/api/v1/jobs/.none/log");
        await SeeAsync(404, HttpMethod.Get, "/api/v1/jobs/none/log");
        await SeeAsync(406, HttpMethod.Get, path, null, ("Accept", "image/png"));
        await SeeAsync(416, HttpMethod.Get, path, null, ("Range", "bytes=99999-"));
    }

    private async Task SeeFilesAsync(JobTicket ticket)
    {
        var path = ApiRoutes.JobFiles(ticket);
        await SeeAsync(200, HttpMethod.Get, path);
        using var file = await SeeAsync(200, HttpMethod.Get, path + "?path=left.txt");
        await SeeAsync(206, HttpMethod.Get, path + "?path=left.txt", null, ("Range", "bytes=0-1"));
        await SeeAsync(304, HttpMethod.Get, path + "?path=left.txt", null, ("If-None-Match", file.Headers.ETag!.ToString()));
        await SeeAsync(400, HttpMethod.Get, path + "?limit=0");
        await SeeAsync(403, HttpMethod.Get, path + "?path=../../tentacle.config");
        await SeeAsync(404, HttpMethod.Get, path + "?path=none");
        await SeeAsync(404, HttpMethod.Get, "/api/v1/jobs/none/files");
        await SeeAsync(409, HttpMethod.Get, path + "?path=left.txt/none");
        await SeeAsync(412, HttpMethod.Get, path + "?path=left.txt", null, ("If-Match", "\"other\""));
        await SeeAsync(416, HttpMethod.Get, path + "?path=left.txt", null, ("Range", "bytes=99999-"));
    }

    private async Task SeeEndAsync(JobTicket ticket)
    {
        await SeeAsync(412, HttpMethod.Post, ApiRoutes.JobCancel(ticket), null, Outdated);
        await SeeAsync(202, HttpMethod.Post, ApiRoutes.JobCancel(ticket));
        var job = await agent.Client.WaitAsync(ticket, Cancel);
        await SeeAsync(200, HttpMethod.Post, ApiRoutes.JobCancel(ticket));
        await SeeAsync(400, HttpMethod.Post, "/api/v1/jobs/.none/cancel");
        await SeeAsync(404, HttpMethod.Post, "/api/v1/jobs/none/cancel");
        await SeeAsync(204, HttpMethod.Get, ApiRoutes.JobLog(ticket), null, ("Accept", "text/event-stream"), ("Last-Event-ID", $"{job.Log.Bytes}"));
        await SeeAsync(412, HttpMethod.Delete, ApiRoutes.Job(ticket), null, Outdated);
        await SeeAsync(204, HttpMethod.Delete, ApiRoutes.Job(ticket));
    }

    private async Task<HttpResponseMessage> SeeAsync(int status, HttpMethod method, string path, string? body = null, params (string, string)[] headers)
    {
        var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        var response = await agent.CallAsync(method, path, content, headers);
        Assert.True(response.StatusCode == (HttpStatusCode)status, $"{method} {path}: {status} was expected, {(int)response.StatusCode} came.");
        return response;
    }
}
