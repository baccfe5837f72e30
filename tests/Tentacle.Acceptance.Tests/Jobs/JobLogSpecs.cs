using System.Net;
using System.Text;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>Reading a job's log: as NDJSON, as plain text, in pages, in ranges, live.</summary>
public abstract class JobLogSpecs(ConnectedAgent agent)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_read_a_log_in_pages_that_join_without_a_seam()
    {
        var job = await agent.RunAsync(JobCalls.Bash("seq 50"));
        var whole = await agent.Http.GetStringAsync(Log(job.Ticket), Cancel);

        var (joined, cursor, pages) = (new StringBuilder(), "0", 0);
        for (; ; pages++)
        {
            using var response = await agent.ReadAsync(Path(job.Ticket, $"?after={cursor}&limit=300"));
            var page = await response.Content.ReadAsStringAsync(Cancel);
            if (page.Length == 0)
            {
                break;
            }

            Assert.EndsWith("\n", page, StringComparison.Ordinal);
            Assert.InRange(page.Length, 1, 300);
            joined.Append(page);
            cursor = response.Header("Log-Next-Cursor")!;
        }

        Assert.Equal(whole, joined.ToString());
        Assert.True(pages > 10);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"{i}"), await TextsAsync(job.Ticket));
    }

    [Fact]
    public async Task I_get_one_whole_record_however_small_the_page()
    {
        var job = await agent.RunAsync(JobCalls.Bash("printf '%0100d\\n' 1 2"));
        using var response = await agent.ReadAsync(Path(job.Ticket, "?limit=1"));

        Assert.Single((await response.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task I_can_follow_a_log_while_it_is_written()
    {
        using var here = new TemporaryDirectory();
        var ticket = await StartGatedAsync(here["gate"]);
        using var response = await agent.ReadAsync(Path(ticket, "?follow=true"));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));

        Assert.Contains("\"waiting\"", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
        Assert.Contains("\"through\"", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
        Assert.Null(await reader.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task I_can_read_and_follow_plain_text()
    {
        using var here = new TemporaryDirectory();
        var ticket = await StartGatedAsync(here["gate"]);
        Assert.Equal("waiting\n", await agent.LogTextAsync(ticket));

        using var response = await agent.ReadAsync(Path(ticket, "?follow=true"), ("Accept", "text/plain"));
        await File.WriteAllTextAsync(here["gate"], "", Cancel);

        Assert.Equal(("text/plain", "utf-8"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentType.CharSet));
        Assert.Equal("waiting\nthrough\n", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task I_get_long_lines_in_pieces_and_bytes_that_are_no_text_replaced()
    {
        var job = await agent.RunAsync(JobCalls.Bash(@"head -c 150000 /dev/zero | tr '\0' x; echo; printf 'a\xffb\r\nc'; printf 'last'"));
        var records = await agent.Client.FollowLogAsync(job.Ticket, cancellationToken: Cancel).Select(e => e.Record).ToListAsync(Cancel);

        Assert.Equal([true, true, false], records.Take(3).Select(r => r.Partial));
        Assert.Equal(new string('x', 150_000), string.Concat(records.Take(3).Select(r => r.Text)));
        Assert.Equal(["a\uFFFDb", "clast"], records.Skip(3).Select(r => r.Text));
        Assert.Equal(new string('x', 150_000) + "\na\uFFFDb\nclast\n", await agent.LogTextAsync(job.Ticket));
    }

    [Fact]
    public async Task I_never_see_a_secret_in_a_log()
    {
        var job = await agent.RunAsync(JobCalls.Bash("echo hush; printf 'hu'; sleep 0.1; printf 'sh-now\\n'; echo -n hush-now | base64", ""","sensitiveValues":["hush-now","hush"]"""));
        var text = await agent.LogTextAsync(job.Ticket);

        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("hush-now"u8), text, StringComparison.Ordinal);
        Assert.Contains("********", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=10-", 10, null)]
    [InlineData("bytes=-7", -7, null)]
    [InlineData("bytes=5-99999999", 5, null)]
    public async Task I_can_read_a_range_of_bytes(string range, int from, int? length)
    {
        var job = await agent.RunAsync(JobCalls.Bash("seq 5"));
        var whole = await agent.Http.GetByteArrayAsync(Log(job.Ticket), Cancel);
        var begin = from < 0 ? whole.Length + from : from;
        var end = length is null ? whole.Length : begin + length.Value;
        using var response = await agent.ReadAsync(ApiRoutes.JobLog(job.Ticket), ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal($"bytes {begin}-{end - 1}/{whole.Length}", response.Header("Content-Range"));
        Assert.Equal(whole[begin..end], await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task I_can_read_a_range_that_grows()
    {
        using var here = new TemporaryDirectory();
        var ticket = await StartGatedAsync(here["gate"]);
        using var response = await agent.ReadAsync(ApiRoutes.JobLog(ticket), ("Range", "bytes=0-9007199254740991"));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal("bytes 0-9007199254740991/*", response.Header("Content-Range"));
        Assert.Contains("waiting", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
        Assert.Contains("through", await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_ask_for_the_head_of_a_log()
    {
        var job = await agent.RunAsync(JobCalls.Bash("seq 5"));
        using var response = await agent.CallAsync(HttpMethod.Head, ApiRoutes.JobLog(job.Ticket));

        Assert.Equal((HttpStatusCode.OK, ApiHeaders.NdJson), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("?after=1", null, null, 400, ProblemTypes.InvalidCursor, "'1'")]
    [InlineData("?after=99999", null, null, 400, ProblemTypes.InvalidCursor, "'99999'")]
    [InlineData("?after=x", null, null, 400, ProblemTypes.InvalidCursor, "'x'")]
    [InlineData("?limit=0", null, null, 400, ProblemTypes.InvalidRequest, "limit=0")]
    [InlineData("?limit=x", null, null, 400, ProblemTypes.InvalidRequest, "limit")]
    [InlineData("?follow=maybe", null, null, 400, ProblemTypes.InvalidRequest, "follow")]
    [InlineData("", "image/png", null, 406, ProblemTypes.NotAcceptable, "image/png")]
    [InlineData("", null, "bytes=99999-", 416, ProblemTypes.RangeNotSatisfiable, "bytes=99999-")]
    [InlineData("", null, "lines=1-2", 416, ProblemTypes.RangeNotSatisfiable, "lines=1-2")]
    public async Task I_am_told_what_is_wrong_with_how_I_ask(string query, string? accept, string? range, int status, string type, string says)
    {
        var job = await agent.RunAsync(JobCalls.Bash("echo one"));
        using var response = await agent.ReadAsync(Path(job.Ticket, query), [.. accept is null ? [] : new[] { ("Accept", accept) }, .. range is null ? [] : new[] { ("Range", range) }]);

        Assert.Contains(says, (await response.RefusedAsync(status, type)).Detail!, StringComparison.Ordinal);
    }

    private static Uri Log(JobTicket ticket) => new(ApiRoutes.JobLog(ticket), UriKind.Relative);

    private static string Path(JobTicket ticket, string query) => ApiRoutes.JobLog(ticket) + query;

    private async Task<JobTicket> StartGatedAsync(string gate)
    {
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        using var submitted = await agent.SubmitAsync(ticket.Value, JobCalls.Bash(JobCalls.Gate(gate)));
        await agent.LoggedAsync(ticket, "waiting");
        return ticket;
    }

    private async Task<List<string>> TextsAsync(JobTicket ticket) => await agent.Client.FollowLogAsync(ticket, cancellationToken: Cancel).Select(e => e.Record.Text).ToListAsync(Cancel);
}

/// <inheritdoc/>
public sealed class ListeningJobLogSpecs(ListeningAgent agent) : JobLogSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledJobLogSpecs(PolledAgent agent) : JobLogSpecs(agent), IClassFixture<PolledAgent>;
