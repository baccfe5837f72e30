using System.Net;
using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Agent.Tests;

public sealed class JobLogTests : IAsyncLifetime
{
    private const string Path = "/api/v1/jobs/done/log";
    private static readonly string[] Records =
    [
        """{"time":"2026-01-01T00:00:00.000Z","stream":"stdout","text":"one"}""",
        """{"time":"2026-01-01T00:00:00.001Z","stream":"stderr","text":"two \"quoted\""}""",
        """{"time":"2026-01-01T00:00:00.002Z","stream":"stdout","text":"lo","partial":true}""",
        """{"time":"2026-01-01T00:00:00.002Z","stream":"stdout","text":"ng"}""",
    ];

    private static readonly string Log = string.Concat(Records.Select(r => r + "\n"));
    private TestAgent _agent = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await TestAgent.StartAsync(PutJob);
        _client = _agent.Client(_agent.Server);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _agent.DisposeAsync();
    }

    [Fact]
    public async Task Get_NoAccept_IsTheBytesOnDiskWithTheNextCursor()
    {
        var response = await GetAsync("");
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Log, await response.Content.ReadAsStringAsync(Token));
        Assert.Equal($"{Log.Length}", response.Headers.GetValues(ApiHeaders.LogNextCursor).Single());
    }

    [Fact]
    public async Task Get_LimitBelowOneRecord_GivesOneWholeRecordAndThenTheNext()
    {
        var cursor = "0";
        foreach (var record in Records)
        {
            var response = await GetAsync($"?limit=1&after={cursor}");
            Assert.Equal(record + "\n", await response.Content.ReadAsStringAsync(Token));
            cursor = response.Headers.GetValues(ApiHeaders.LogNextCursor).Single();
        }

        Assert.Equal($"{Log.Length}", cursor);
    }

    [Fact]
    public async Task Get_LimitBetweenRecords_GivesOnlyWholeRecordsWithinIt()
    {
        var response = await GetAsync($"?limit={Records[0].Length + Records[1].Length + 5}");
        Assert.Equal(Records[0] + "\n" + Records[1] + "\n", await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("?after=1")]
    [InlineData("?after=-1")]
    [InlineData("?after=x")]
    [InlineData("?after=99999999")]
    public async Task Get_InvalidCursor_Is400(string query)
    {
        var response = await GetAsync(query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("urn:tentacle:problem:invalid-cursor", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_PlainText_IsTheTextsWithLongLinesJoined() =>
        Assert.Equal("one\ntwo \"quoted\"\nlong\n", await (await GetAsync("", "text/plain")).Content.ReadAsStringAsync(Token));

    [Fact]
    public async Task Get_EventStream_CarriesCursorsAndEndsWithTheJob()
    {
        var response = await GetAsync("", "text/event-stream");
        var events = (await response.Content.ReadAsStringAsync(Token)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(5, events.Length);
        Assert.Equal($"id: {Records[0].Length + 1}\nevent: log\ndata: {Records[0]}", events[0]);
        Assert.StartsWith($"id: {Log.Length}\nevent: complete\ndata: {{\"ticket\":\"done\"", events[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_EventStreamAgain_GoesOnAfterTheLastEventIdAndThenStops()
    {
        var resumed = await GetAsync("?after=0", "text/event-stream", ("Last-Event-ID", $"{Records[0].Length + 1}"));
        Assert.DoesNotContain("\"one\"", await resumed.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        var ended = await GetAsync("", "text/event-stream", ("Last-Event-ID", $"{Log.Length}"));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 9)]
    [InlineData("bytes=10-", 10, int.MaxValue)]
    [InlineData("bytes=-7", -7, int.MaxValue)]
    [InlineData("bytes=5-9007199254740991", 5, int.MaxValue)]
    public async Task Get_Range_IsTheSameBytes(string range, int from, int to)
    {
        var response = await GetAsync("", "application/x-ndjson", ("Range", range));
        from = from < 0 ? Log.Length + from : from;
        to = Math.Min(to, Log.Length - 1);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal($"bytes {from}-{to}/{Log.Length}", response.Content.Headers.ContentRange!.ToString());
        Assert.Equal(Log[from..(to + 1)], await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Get_RangePastTheEnd_Is416WithTheLength()
    {
        var response = await GetAsync("", "application/x-ndjson", ("Range", $"bytes={Log.Length}-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal($"bytes */{Log.Length}", response.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task Get_OtherMediaType_Is406() => Assert.Equal(HttpStatusCode.NotAcceptable, (await GetAsync("", "image/png")).StatusCode);

    [Fact]
    public async Task Get_UnknownJob_Is404() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(new Uri("/api/v1/jobs/none/log", UriKind.Relative), Token)).StatusCode);

    private static void PutJob(InstanceHome home)
    {
        var folder = JobFolder.Create(home.Jobs, home.Work, JobTicket.Parse("done"));
        Directory.CreateDirectory(folder.Directory);
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var record = new JobRecord { Ticket = JobTicket.Parse("done"), Request = new JobRequest(), ContentHash = "", Shell = "bash", SubmittedBy = "test", CreatedAt = at, Sequence = 1 };
        var state = new StateRecord { Outcome = JobOutcome.Succeeded, ExitCode = 0, CompletedAt = at };
        File.WriteAllBytes(folder.Job, JsonSerializer.SerializeToUtf8Bytes(record, JobRecordJson.Default.JobRecord));
        File.WriteAllBytes(folder.State, JsonSerializer.SerializeToUtf8Bytes(state, JobRecordJson.Default.StateRecord));
        File.WriteAllText(folder.Log, Log, new UTF8Encoding(false));
    }

    private Task<HttpResponseMessage> GetAsync(string query, string? accept = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Path + query, UriKind.Relative));
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return _client.SendAsync(request, Token);
    }
}
