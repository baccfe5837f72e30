using System.Net;
using System.Text.Json.Nodes;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Testing;
using Tentacle.Testing.Api;

namespace Tentacle.Acceptance.Tests.Description;

/// <summary>Every operation of the description and every status that it declares are seen on a real agent, and each answer is as described.</summary>
public abstract class EveryAnswerSpecs(ConnectedAgent agent) : IDisposable
{
    private readonly TemporaryDirectory _here = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Answers that cannot be had here, each with the reason.</summary>
    protected virtual Dictionary<string, string> Unseen => new(agent.Document.Operations
        .Where(o => o.Statuses.Contains(500) && o.Id is not ("SubmitJob" or "SubmitJobWithNewTicket"))
        .Select(o => KeyValuePair.Create($"{o.Id} 500", "it needs a disk that fails, or a mistake in the agent")))
    {
        ["PutTool 507"] = "it needs a disk that is full, or a limit on the size of files: SurroundingsSpecs sees it",
        ["SubmitJobWithNewTicket 409"] = "it needs a damaged record of a job that was submitted with the same key",
    };

    public void Dispose()
    {
        _here.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task I_can_see_every_answer_that_is_described()
    {
        await new AgentAnswers(agent).SeeAsync();
        await new JobAnswers(agent, _here).SeeAsync();
        await new FileAnswers(agent, _here).SeeAsync();
        await SeeOthersAsync();
        await SeeFullDiskAsync();
        await SeeFailureAsync();

        Assert.Empty(agent.Coverage.MissingOperations(agent.Document));
        Assert.Equal(Unseen.Keys.Order(), agent.Coverage.MissingAnswers(agent.Document).Order());
    }

    /// <summary>What callers other than the server see; nothing, where there are none.</summary>
    protected virtual Task SeeOthersAsync() => Task.CompletedTask;

    /// <summary>A path of the operation that names something.</summary>
    internal static string PathOf(OpenApiOperation operation) => string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? "any" : part));

    private async Task SeeFullDiskAsync()
    {
        await RestartAsync(settings => settings["Disk"] = new JsonObject { ["MinimumFree"] = long.MaxValue / 2 });
        await SeeAsync(507, HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", JobCalls.Bash("true"));
        await SeeAsync(507, HttpMethod.Post, "/api/v1/jobs", JobCalls.Bash("true"));
        await new AgentAnswers(agent).SeeFullDiskAsync();
        await RestartAsync(settings => settings["Disk"] = new JsonObject());
    }

    private async Task SeeFailureAsync()
    {
        var jobs = Path.Combine(agent.Instance.Home, "Jobs");
        Directory.Move(jobs, jobs + ".away");
        await File.WriteAllTextAsync(jobs, "", Cancel);
        await SeeAsync(500, HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", JobCalls.Bash("true"));
        await SeeAsync(500, HttpMethod.Post, "/api/v1/jobs", JobCalls.Bash("true"));
        File.Delete(jobs);
        Directory.Move(jobs + ".away", jobs);
    }

    private async Task SeeAsync(int status, HttpMethod method, string path, string? json = null)
    {
        using var response = await agent.CallAsync(method, path, json is null ? null : JobCalls.Json(json));
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
    }

    private async Task RestartAsync(Action<JsonNode> change)
    {
        await agent.Instance.StopAgentAsync(Cancel);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(agent.Instance.SettingsFile, Cancel))!;
        change(settings);
        await File.WriteAllTextAsync(agent.Instance.SettingsFile, settings.ToJsonString(), Cancel);
        await agent.StartAsync(Cancel);
    }
}

/// <inheritdoc/>
public sealed class ListeningEveryAnswerSpecs(ListeningAgent agent) : EveryAnswerSpecs(agent), IClassFixture<ListeningAgent>
{
    private static readonly string[] ForMonitors = ["DescribeAgent", "GetLiveness", "GetReadiness", "GetHealth", "GetMetrics"];

    private readonly ListeningAgent _agent = agent;

    protected override async Task SeeOthersAsync()
    {
        using var monitor = TestCertificate.Create("CN=Monitor");
        (await _agent.Instance.RunAsync(TestContext.Current.CancellationToken, "configure", "--instance", _agent.Instance.Name, "--trust-monitor", monitor.Thumbprint)).Succeeded();
        await SeeAllAsync(certificate: null, _ => 401);
        await SeeAllAsync(monitor, operation => ForMonitors.Contains(operation.Id) ? 200 : 403);
    }

    private async Task SeeAllAsync(TestCertificate? certificate, Func<OpenApiOperation, int> status)
    {
        using var http = _agent.CreateHttp(certificate);
        foreach (var operation in _agent.Document.Operations)
        {
            using var response = await http.CallAsync(new HttpMethod(operation.Method), PathOf(operation));
            Assert.True((int)response.StatusCode == status(operation), $"{operation.Id}: {status(operation)} was expected, {(int)response.StatusCode} came.");
        }
    }
}

/// <inheritdoc/>
public sealed class PolledEveryAnswerSpecs(PolledAgent agent) : EveryAnswerSpecs(agent), IClassFixture<PolledAgent>
{
    // These refuse the trusted server, too: because of a path.
    private static readonly string[] OfPaths = ["GetFile", "PutFile", "CreateUpload", "AppendUpload", "DeleteFile", "GetJobFile"];

    private readonly OpenApiDocument _document = agent.Document;

    protected override Dictionary<string, string> Unseen => new(
    [
        .. base.Unseen,
        .. _document.Operations.Where(o => o.Statuses.Contains(401)).Select(o => KeyValuePair.Create($"{o.Id} 401", "no stranger comes in over a connection that the agent dials")),
        .. _document.Operations.Where(o => o.Statuses.Contains(403) && !OfPaths.Contains(o.Id)).Select(o => KeyValuePair.Create($"{o.Id} 403", "a server that is polled has every right")),
    ]);
}
