using System.Net;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Contracts;
using Tentacle.Testing.Api;

namespace Tentacle.Acceptance.Tests.Description;

/// <summary>E1 to E4 on every route of the description, over both versions of HTTP, with a client that checks the protocol.</summary>
public sealed class EveryRouteSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>, IAsyncLifetime
{
    private readonly Dictionary<string, string> _names = new() { ["name"] = "Spanner", ["version"] = "1.0" };

    public static TheoryData<string> Versions => ["http1.1", "http2"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var job = await agent.RunAsync(JobCalls.Bash("echo hello > left.txt"));
        using var upload = await agent.CallAsync(HttpMethod.Post, ApiRoutes.File("begun"), null, ("Upload-Complete", "?0"));
        await File.WriteAllTextAsync(Path.Combine(agent.Instance.Home, "kept.txt"), "kept", Cancel);
        _names["ticket"] = job.Ticket.Value;
        _names["id"] = upload.Header("Location")!.Split('/')[^1];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task I_can_ask_every_route_with_HEAD(string version)
    {
        var operations = agent.Document.Operations;
        var known = operations.Where(o => o.Method is "GET" or "HEAD").Select(o => o.Path).ToHashSet();
        string[] more = ["/", "/api/v1/nothing", "/api/v1/files?path=none", "/api/v1/files?path=.", "/api/v1/files?path=Logs", "/api/v1/jobs?limit=0", "/api/v1/jobs/none", $"{Fill("/api/v1/jobs/{ticket}")}/log?follow=true"];
        var calls = operations.Select(o => o.Path).Distinct().Select(path => new CurlCall("HEAD", Fill(path))).Concat(more.Select(path => new CurlCall("HEAD", path))).ToList();

        foreach (var answer in await AskAsync(version, calls))
        {
            Assert.True(answer.BodyBytes == 0, $"{answer} has a body.");
            var template = operations.FirstOrDefault(o => Fill(o.Path) == answer.Call.Path)?.Path;
            var expected = template switch
            {
                null => answer.Status,
                ApiRoutes.Files => 400,
                "/api/v1/uploads/{id}" => 204,
                _ => known.Contains(template) ? 200 : 405,
            };
            Assert.True(answer.Status == expected, $"{answer}: {expected} was expected.");
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task I_am_refused_by_every_route_for_a_parameter_that_it_does_not_know(string version)
    {
        var before = agent.JobEntries();
        var calls = agent.Document.Operations
            .Select(o => Call(o, $"{Fill(o.Path)}?{(o.Path == ApiRoutes.Files ? "path=made-by-mistake&" : "")}dry-run=true"))
            .Concat(agent.Document.Operations.Where(o => o.Method == "GET").Select(o => new CurlCall("HEAD", $"{Fill(o.Path)}?dry-run=true")))
            .ToList();

        foreach (var answer in await AskAsync(version, calls))
        {
            Assert.True(answer.Status == 400, $"{answer}: 400 was expected.");
        }

        Assert.Equal(before, agent.JobEntries());
        Assert.False(File.Exists(Path.Combine(agent.Instance.Home, "made-by-mistake")));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task I_am_refused_by_every_change_whose_condition_does_not_hold(string version)
    {
        var before = agent.JobEntries();
        var changes = agent.Document.Operations.Where(o => o.Method is not ("GET" or "HEAD")).ToList();
        var calls = changes.Select(o => Call(o, Conditional(o), ("If-Match", "\"other\""))).Concat(changes.Select(o => Call(o, Conditional(o), ("If-Match", "other")))).ToList();
        var answers = await AskAsync(version, calls);

        Assert.All(changes, o => Assert.True(o.Statuses.Contains(412), $"{o.Id} does not describe 412."));
        foreach (var (answer, i) in answers.Select((answer, i) => (answer, i)))
        {
            var expected = i < changes.Count ? 412 : 400;
            Assert.True(answer.Status == expected, $"{answer}: {expected} was expected.");
        }

        Assert.Equal(before, agent.JobEntries());
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(agent.Instance.Home, "kept.txt"), Cancel));
        using var upload = await agent.CallAsync(HttpMethod.Head, Fill("/api/v1/uploads/{id}"));
        Assert.Equal(HttpStatusCode.NoContent, upload.StatusCode);
    }

    private async Task<IReadOnlyList<CurlAnswer>> AskAsync(string version, IReadOnlyList<CurlCall> calls)
    {
        var answers = await CurlCall.RunAsync(agent, version, calls, Cancel);
        foreach (var answer in answers)
        {
            Assert.True(answer.ExitCode == 0, $"{answer}: the protocol was broken.");
            Assert.Equal(version == "http2" ? "2" : "1.1", answer.HttpVersion);
        }

        return answers;
    }

    private static CurlCall Call(OpenApiOperation operation, string path, params (string, string)[] headers) => operation.Id switch
    {
        "SubmitJob" or "SubmitJobWithNewTicket" => new CurlCall(operation.Method, path, JobCalls.Bash("true"), [("Content-Type", "application/json"), .. headers]),
        "CreateUpload" => new CurlCall(operation.Method, path, "x", [("Upload-Complete", "?1"), .. headers]),
        "AppendUpload" => new CurlCall(operation.Method, path, "x", [("Content-Type", "application/partial-upload"), ("Upload-Offset", "0"), ("Upload-Complete", "?0"), .. headers]),
        _ => operation.Method is "PUT" or "POST" ? new CurlCall(operation.Method, path, "x", headers) : new CurlCall(operation.Method, path, null, headers),
    };

    private string Conditional(OpenApiOperation operation) => Fill(operation.Path) + (operation.Path == ApiRoutes.Files ? "?path=kept.txt" : "");

    private string Fill(string path) => string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? _names[part[1..^1]] : part));
}
