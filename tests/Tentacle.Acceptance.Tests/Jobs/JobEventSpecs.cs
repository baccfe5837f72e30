using System.Net;
using System.Text.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>A log as server-sent events, as a browser's event source reads it.</summary>
public abstract class JobEventSpecs(ConnectedAgent agent)
{
    private static readonly (string, string) Accept = ("Accept", ApiHeaders.EventStream);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_follow_events_and_see_the_end()
    {
        using var here = new TemporaryDirectory();
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        using var submitted = await agent.SubmitAsync(ticket.Value, JobCalls.Bash(JobCalls.Gate(here["gate"])));
        using var response = await agent.ReadAsync(ApiRoutes.JobLog(ticket), Accept);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal("waiting", Text(await NextAsync(reader)));
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
        var through = await NextAsync(reader);
        var complete = await NextAsync(reader);

        Assert.Equal(("log", "through"), (through!.Name, Text(through)));
        Assert.Equal(("complete", through.Id), (complete!.Name, complete.Id));
        Assert.Equal((JobState.Complete, 0), (JsonSerializer.Deserialize(complete.Data, ApiJson.Default.Job)!.State, JsonSerializer.Deserialize(complete.Data, ApiJson.Default.Job)!.ExitCode));
        Assert.Null(await NextAsync(reader));
    }

    [Fact]
    public async Task I_can_resume_events_where_I_was()
    {
        var job = await agent.RunAsync(JobCalls.Bash("seq 3"));
        var first = (await AllAsync(job.Ticket, Accept))[0];

        // The event source repeats its first URL; where it got to is in the header, which wins.
        using var response = await agent.ReadAsync(ApiRoutes.JobLog(job.Ticket) + "?after=0", Accept, ("Last-Event-ID", first.Id));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal("1", Text(first));
        Assert.Equal(["2", "3"], [Text(await NextAsync(reader)), Text(await NextAsync(reader))]);
        Assert.Equal("complete", (await NextAsync(reader))!.Name);
    }

    [Fact]
    public async Task I_am_told_to_stop_when_I_come_back_after_the_end()
    {
        var job = await agent.RunAsync(JobCalls.Bash("seq 3"));
        var last = (await AllAsync(job.Ticket, Accept))[^1];
        using var again = await agent.ReadAsync(ApiRoutes.JobLog(job.Ticket), Accept, ("Last-Event-ID", last.Id));

        Assert.Equal("complete", last.Name);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task I_cannot_resume_in_the_middle_of_a_record()
    {
        var job = await agent.RunAsync(JobCalls.Bash("seq 3"));
        using var response = await agent.ReadAsync(ApiRoutes.JobLog(job.Ticket), Accept, ("Last-Event-ID", "3"));

        Assert.Contains("'3'", (await response.RefusedAsync(400, ProblemTypes.InvalidCursor)).Detail!, StringComparison.Ordinal);
    }

    private async Task<List<ServerEvent>> AllAsync(JobTicket ticket, params (string, string)[] headers)
    {
        using var response = await agent.ReadAsync(ApiRoutes.JobLog(ticket), headers);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        var all = new List<ServerEvent>();
        while (await NextAsync(reader) is { } next)
        {
            all.Add(next);
        }

        return all;
    }

    private static string Text(ServerEvent? log) => JsonSerializer.Deserialize(log!.Data, ApiJson.Default.LogRecord)!.Text;

    private static async Task<ServerEvent?> NextAsync(StreamReader reader)
    {
        var (id, name, data) = ("", "", "");
        while (await reader.ReadLineAsync(Cancel) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
            {
                return new ServerEvent(id, name, data);
            }

            (id, name, data) = line.Split(": ", 2) switch
            {
                ["id", var value] => (value, name, data),
                ["event", var value] => (id, value, data),
                ["data", var value] => (id, name, value),
                _ => (id, name, data),
            };
        }

        return null;
    }

    private sealed record ServerEvent(string Id, string Name, string Data);
}

/// <inheritdoc/>
public sealed class ListeningJobEventSpecs(ListeningAgent agent) : JobEventSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledJobEventSpecs(PolledAgent agent) : JobEventSpecs(agent), IClassFixture<PolledAgent>;
