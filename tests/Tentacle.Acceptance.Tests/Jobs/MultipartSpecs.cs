using System.Globalization;
using System.Security.Cryptography;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Files;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>Files that come with a job.</summary>
public abstract class MultipartSpecs(ConnectedAgent agent)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_bring_files_of_any_content_under_any_path()
    {
        var (binary, empty) = (RandomNumberGenerator.GetBytes(300_000), Array.Empty<byte>());
        using var form = Form("find . -type f -name '*.bin' -print0 | sort -z | xargs -0 sha256sum", (binary, "a/b/c.bin"), (empty, "empty.bin"), (binary, @"win\dows.bin"), (binary, "grüße 日本.bin"));
        var job = await SubmitAsync(form);

        Assert.Equal(
            [
                $"{TransferAgent.Hex(binary)}  ./a/b/c.bin",
                $"{TransferAgent.Hex(empty)}  ./empty.bin",
                $"{TransferAgent.Hex(binary)}  ./win/dows.bin",
            ],
            (await agent.LogTextAsync(job.Ticket)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.Contains("日本", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task I_can_bring_a_file_larger_than_what_the_agent_may_hold_in_memory()
    {
        const long Length = 512L << 20;
        using var content = new EndlessContent(Length);
        using var form = new MultipartFormDataContent { { JobCalls.Json(JobCalls.Bash("stat -c %s big; rm big")), "job" }, { content, "file", "big" } };
        var before = PeakMemory();
        var job = await SubmitAsync(form);

        Assert.Equal($"{Length}\n", await agent.LogTextAsync(job.Ticket));
        Assert.InRange(PeakMemory() - before, 0, 150 << 20);
    }

    [Theory]
    [InlineData("../up.txt")]
    [InlineData("/etc/passwd")]
    [InlineData(@"C:\x")]
    [InlineData(@"a\..\..\b")]
    [InlineData("a//b")]
    [InlineData("NUL")]
    [InlineData("dot.")]
    public async Task I_cannot_name_a_file_so_that_it_leaves_the_workspace(string name)
    {
        var before = agent.JobEntries();
        using var form = Form("true", ([1], name));
        using var multipart = await agent.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", form);
        using var json = await agent.SubmitAsync(JobCalls.NewTicket(), JobCalls.Bash("true", $$""","files":[{"name":{{System.Text.Json.JsonSerializer.Serialize(name)}},"content":"AQ=="}]"""));

        Assert.Contains($"'{name}'", (await multipart.RefusedAsync(400, ProblemTypes.InvalidRequest)).Detail!, StringComparison.Ordinal);
        var error = Assert.Single((await json.RefusedAsync(400, ProblemTypes.InvalidRequest)).Errors!);
        Assert.Equal("/files/0/name", error.Pointer);
        Assert.Contains($"'{name}'", error.Detail, StringComparison.Ordinal);
        Assert.Equal(before, agent.JobEntries());
    }

    [Theory]
    [InlineData("a.txt", "A.TXT")]
    [InlineData("a", "a/b")]
    [InlineData("a/b", "a")]
    public async Task I_cannot_bring_two_files_under_one_name(string one, string other)
    {
        var before = agent.JobEntries();
        using var form = Form("true", ([1], one), ([2], other));
        using var response = await agent.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", form);

        Assert.Contains($"'{other}' collides", (await response.RefusedAsync(400, ProblemTypes.InvalidRequest)).Detail!, StringComparison.Ordinal);
        Assert.Equal(before, agent.JobEntries());
    }

    [Fact]
    public async Task I_can_break_off_an_upload_and_nothing_is_left()
    {
        var before = agent.JobEntries();
        using var broken = new BrokenContent();
        using var form = new MultipartFormDataContent { { JobCalls.Json(JobCalls.Bash("true")), "job" }, { broken, "file", "half" } };
        using var http = agent.CreateHttp();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", form));
        await Testing.Eventually.TrueAsync(() => before.SequenceEqual(agent.JobEntries()), Cancel);
    }

    private static MultipartFormDataContent Form(string script, params (byte[] Content, string Name)[] files)
    {
        var form = new MultipartFormDataContent { { JobCalls.Json(JobCalls.Bash(script)), "job" } };
        foreach (var (content, name) in files)
        {
            form.Add(new ByteArrayContent(content), "file", name);
        }

        return form;
    }

    private async Task<Job> SubmitAsync(HttpContent form)
    {
        using var response = await agent.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", form, ("Prefer", "wait=60"));
        var job = await response.JobAsync();
        Assert.Equal(JobOutcome.Succeeded, job.Outcome);
        return job;
    }

    private long PeakMemory() =>
        long.Parse(File.ReadLines($"/proc/{agent.Instance.Agent.Id}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;

    private sealed class EndlessContent(long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var block = new byte[1 << 20];
            for (var left = length; left > 0; left -= block.Length)
            {
                await stream.WriteAsync(block, Cancel);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }

    private sealed class BrokenContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(new byte[1 << 20], Cancel);
            await stream.FlushAsync(Cancel);
            throw new IOException("The caller breaks off.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2 << 20;
            return true;
        }
    }
}

/// <inheritdoc/>
public sealed class ListeningMultipartSpecs(ListeningAgent agent) : MultipartSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledMultipartSpecs(PolledAgent agent) : MultipartSpecs(agent), IClassFixture<PolledAgent>;
