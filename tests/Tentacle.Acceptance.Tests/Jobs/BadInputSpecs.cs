using System.Text;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>Bad input is refused with a problem that names the value and the remedy, and leaves nothing behind.</summary>
public abstract class BadInputSpecs(ConnectedAgent agent)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{", null, "not valid JSON")]
    [InlineData("", null, "not valid JSON")]
    [InlineData("[]", null, "not a job request")]
    [InlineData("null", null, "null")]
    [InlineData("{}", "/script", "Give at least one of")]
    [InlineData("""{"script":{}}""", "/script", "Give at least one of")]
    [InlineData("""{"scrpt":{}}""", "/scrpt", "'scrpt' is not a known member")]
    [InlineData("""{"script":{"bash":"true","fish":"x"}}""", "/script/fish", "'fish' is not a known member")]
    [InlineData("""{"script":{"bash":5}}""", "/script/bash", "a string")]
    [InlineData("""{"script":{"bash":"true"},"arguments":"a"}""", "/arguments", "another type")]
    [InlineData("""{"script":{"bash":"true"},"arguments":[null]}""", "/arguments/0", "null")]
    [InlineData("""{"script":{"bash":"true"},"files":[null]}""", "/files/0", "null")]
    [InlineData("""{"script":{"bash":"true"},"sensitiveValues":["abcd",null]}""", "/sensitiveValues/1", "null")]
    [InlineData("""{"script":{"bash":"true"},"environment":{"A/B":null}}""", "/environment/A~1B", "null")]
    [InlineData("""{"script":{"bash":"true"},"labels":{"A":null}}""", "/labels/A", "null")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":"x"}""", "/timeoutSeconds", "a whole number")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":1.5}""", "/timeoutSeconds", "whole number")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":-1}""", "/timeoutSeconds", "-1")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":2147483648}""", "/timeoutSeconds", "whole number")]
    [InlineData("""{"script":{"bash":"true"},"cancelGraceSeconds":3601}""", "/cancelGraceSeconds", "3601")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":1,"timeoutSeconds":2}""", "/timeoutSeconds", "timeoutSeconds")]
    [InlineData("""{"script":{"bash":"true"},"isolation":{"level":"half"}}""", "/isolation/level", "none, full")]
    [InlineData("""{"script":{"bash":"true"},"isolation":{"name":""}}""", "/isolation/name", "1 to 200")]
    [InlineData("""{"script":{"bash":"true"},"deadline":"tomorrow"}""", "/deadline", "RFC 3339")]
    [InlineData("""{"script":{"bash":"true"},"environment":{"A=B":"x"}}""", "/environment/A=B", "'A=B'")]
    [InlineData("""{"script":{"bash":"true"},"environment":{"A":"\u0000"}}""", "/environment/A", "NUL")]
    [InlineData("""{"script":{"bash":"true"},"sensitiveValues":["abc"]}""", "/sensitiveValues/0", "4 characters")]
    [InlineData("""{"script":{"bash":"true"},"files":[{"name":"a"}]}""", "/files/0", "content")]
    [InlineData("""{"script":{"bash":"true"},"files":[{"name":"a","content":"%"}]}""", "/files/0/content", "base64")]
    public async Task I_am_told_which_member_of_a_job_is_wrong(string body, string? pointer, string says)
    {
        var before = agent.JobEntries();
        using var put = await agent.SubmitAsync(JobCalls.NewTicket(), body);
        using var post = await agent.CallAsync(HttpMethod.Post, "/api/v1/jobs", JobCalls.Json(body));

        foreach (var response in new[] { put, post })
        {
            var problem = await response.RefusedAsync(400, ProblemTypes.InvalidRequest);
            Assert.Contains(says, pointer is null ? problem.Detail! : Assert.Single(problem.Errors!, e => e.Pointer == pointer).Detail, StringComparison.Ordinal);
        }

        Assert.Equal(before, agent.JobEntries());
    }

    [Theory]
    [InlineData("PUT", "/api/v1/jobs/.hidden", 400, ProblemTypes.InvalidTicket, "'.hidden'")]
    [InlineData("PUT", "/api/v1/jobs/NUL", 400, ProblemTypes.InvalidTicket, "'NUL'")]
    [InlineData("PUT", "/api/v1/jobs/com1.x", 400, ProblemTypes.InvalidTicket, "'com1.x'")]
    [InlineData("PUT", "/api/v1/jobs/a%2Fb", 400, ProblemTypes.InvalidTicket, "1 to 128")]
    [InlineData("PUT", "/api/v1/jobs/dot.", 400, ProblemTypes.InvalidTicket, "'dot.'")]
    [InlineData("GET", "/api/v1/jobs/a%20b", 400, ProblemTypes.InvalidTicket, "'a b'")]
    [InlineData("DELETE", "/api/v1/jobs/%C3%A4", 400, ProblemTypes.InvalidTicket, "'ä'")]
    [InlineData("GET", "/api/v1/jobs/none", 404, ProblemTypes.JobNotFound, "'none'")]
    [InlineData("GET", "/api/v1/jobs/none/log", 404, ProblemTypes.JobNotFound, "'none'")]
    [InlineData("POST", "/api/v1/jobs/none/cancel", 404, ProblemTypes.JobNotFound, "'none'")]
    [InlineData("GET", "/api/v1/jobs?limit=0", 400, ProblemTypes.InvalidRequest, "limit=0")]
    [InlineData("GET", "/api/v1/jobs?limit=1001", 400, ProblemTypes.InvalidRequest, "1 to 1000")]
    [InlineData("GET", "/api/v1/jobs?limit=abc", 400, ProblemTypes.InvalidRequest, "abc")]
    [InlineData("GET", "/api/v1/jobs?state=asleep", 400, ProblemTypes.InvalidRequest, "'asleep'")]
    [InlineData("GET", "/api/v1/jobs?cursor=zz", 400, ProblemTypes.InvalidCursor, "'zz'")]
    [InlineData("POST", "/api/v1/jobs?dryRun=perhaps", 400, ProblemTypes.InvalidRequest, "dryRun")]
    [InlineData("GET", "/api/v1/nothing", 404, ProblemTypes.NotFound, "'/api/v1/nothing'")]
    [InlineData("GET", "/api/v2/jobs", 404, ProblemTypes.NotFound, "'/api/v2/jobs'")]
    [InlineData("GET", "/elsewhere", 404, ProblemTypes.NotFound, "'/elsewhere'")]
    [InlineData("PATCH", "/api/v1/jobs", 405, ProblemTypes.MethodNotAllowed, "GET")]
    [InlineData("DELETE", "/api/v1", 405, ProblemTypes.MethodNotAllowed, "GET")]
    [InlineData("TRACE", "/api/v1/jobs/none", 405, ProblemTypes.MethodNotAllowed, "PUT")]
    [InlineData("POST", "/api/v1/settings/reload", 404, ProblemTypes.NotFound, "settings/reload")]
    public async Task I_am_told_what_is_wrong_with_a_path_a_method_or_a_query(string method, string path, int status, string type, string says)
    {
        var before = agent.JobEntries();
        using var response = await agent.CallAsync(new HttpMethod(method), path, method is "PUT" or "POST" or "PATCH" ? JobCalls.Json(JobCalls.Bash("true")) : null);
        var problem = await response.RefusedAsync(status, type);

        Assert.Contains(says, problem.Detail!, StringComparison.Ordinal);
        Assert.Equal(before, agent.JobEntries());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/octet-stream")]
    public async Task I_am_told_which_media_types_are_read(string mediaType)
    {
        using var content = new StringContent("echo", Encoding.UTF8, mediaType);
        using var response = await agent.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", content);

        Assert.Contains($"'{mediaType}", (await response.RefusedAsync(415, ProblemTypes.UnsupportedMediaType)).Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_cannot_send_a_body_without_saying_what_it_is()
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        using var response = await agent.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", content);

        await response.RefusedAsync(415, ProblemTypes.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I_cannot_send_JSON_over_the_limit(bool multipart)
    {
        var before = agent.JobEntries();
        var json = JobCalls.Json(JobCalls.Bash(new string('x', (int)ApiLimits.JsonBytes)));
        using var content = multipart ? new MultipartFormDataContent { { json, "job" } } : json;
        using var http = agent.CreateHttp();
        using var response = await http.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", content, ("Expect", "100-continue"));

        Assert.Contains("16777216", (await response.RefusedAsync(413, ProblemTypes.TooLarge)).Detail!, StringComparison.Ordinal);
        Assert.Equal(before, agent.JobEntries());
    }

    [Fact]
    public async Task I_cannot_have_a_script_for_a_shell_that_is_not_here()
    {
        var before = agent.JobEntries();
        using var response = await agent.SubmitAsync(JobCalls.NewTicket(), """{"script":{"cmd":"echo hello"}}""");

        Assert.Contains("this machine has bash, sh", (await response.RefusedAsync(422, ProblemTypes.NoUsableShell)).Detail!, StringComparison.Ordinal);
        Assert.Equal(before, agent.JobEntries());
    }

    [Theory]
    [InlineData("file,job", "Send the part 'job' first")]
    [InlineData("job,extra", "'extra'")]
    [InlineData("", "no part 'job'")]
    public async Task I_am_told_how_a_multipart_body_is_made(string parts, string says)
    {
        var before = agent.JobEntries();
        using var form = new MultipartFormDataContent();
        foreach (var part in parts.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "job")
            {
                form.Add(JobCalls.Json(JobCalls.Bash("true")), "job");
            }
            else
            {
                form.Add(new StringContent("x"), part, "x.txt");
            }
        }

        using var response = await agent.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", form);
        Assert.Contains(says, (await response.RefusedAsync(400, ProblemTypes.InvalidRequest)).Detail!, StringComparison.Ordinal);
        Assert.Equal(before, agent.JobEntries());
    }

    [Fact]
    public async Task I_am_told_in_one_answer_all_that_is_wrong()
    {
        using var response = await agent.SubmitAsync(JobCalls.NewTicket(), """{"script":{},"timeoutSeconds":-1,"sensitiveValues":["ab"],"files":[{"name":"../a","content":""}]}""");

        Assert.Equal(["/files/0/name", "/script", "/sensitiveValues/0", "/timeoutSeconds"], (await response.RefusedAsync(400, ProblemTypes.InvalidRequest)).Errors!.Select(e => e.Pointer).Order());
    }

    [Fact]
    public async Task I_never_get_a_secret_back_in_an_error()
    {
        using var response = await agent.SubmitAsync(JobCalls.NewTicket(), """{"script":{"bash":"true"},"sensitiveValues":["s3cr3t-value"],"environment":{"TOKEN":"s3cr3t-value\u0000"}}""");
        await response.RefusedAsync(400, ProblemTypes.InvalidRequest);

        Assert.DoesNotContain("s3cr3t", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }
}

/// <inheritdoc/>
public sealed class ListeningBadInputSpecs(ListeningAgent agent) : BadInputSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledBadInputSpecs(PolledAgent agent) : BadInputSpecs(agent), IClassFixture<PolledAgent>;
