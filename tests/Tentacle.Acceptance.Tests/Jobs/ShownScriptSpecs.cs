using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>F20: what was run can be seen by whoever may run things, and proved later from the audit trail.</summary>
public sealed class ShownScriptSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_see_the_script_of_a_job_without_its_secrets()
    {
        var job = await agent.RunAsync(JobCalls.Bash("echo 'hush-hush' # grüße", ",\"sensitiveValues\":[\"hush-hush\"]"));

        using var one = await agent.ReadAsync(job.Links.Self);
        using var whole = await agent.ReadAsync(job.Links.Script!);
        using var list = await agent.ReadAsync(ApiRoutes.Jobs);

        Assert.Null(job.Script);
        Assert.Equal("echo '********' # grüße", (await one.JobAsync()).Script!.Bash);
        Assert.Equal("echo '********' # grüße", (await whole.BodyAsync<JobScript>()).Bash);
        Assert.All((await list.BodyAsync<JobList>()).Items, item => Assert.Null(item.Script));
        using var client = TentacleClient.OverLocalSocket(Path.Combine(agent.Instance.Home, "tentacle.sock"));
        Assert.Equal("echo '********' # grüße", (await client.GetJobAsync(job.Ticket, Cancel)).Script!.Bash);
    }

    [Fact]
    public async Task I_see_a_long_script_by_its_link_only()
    {
        var script = "true # " + new string('x', 70_000);
        var job = await agent.RunAsync(JobCalls.Bash(script));

        using var one = await agent.ReadAsync(job.Links.Self);
        using var whole = await agent.ReadAsync(job.Links.Script!);
        using var unknown = await agent.ReadAsync("/api/v1/jobs/unknown/script");

        Assert.Null((await one.JobAsync()).Script);
        Assert.Equal(script, (await whole.BodyAsync<JobScript>()).Bash);
        await unknown.RefusedAsync(404, ProblemTypes.JobNotFound);
    }

    [Fact]
    public async Task I_find_the_hashes_of_script_and_files_in_the_audit_trail()
    {
        var content = Encoding.UTF8.GetBytes("content");
        var job = await agent.RunAsync(JobCalls.Bash("echo audited", $$""","files":[{"name":"a/b.txt","content":"{{Convert.ToBase64String(content)}}"}]"""));

        var line = await Eventually.FindsAsync(() => Task.FromResult(AuditLines().FirstOrDefault(l => l.Contains(job.Ticket.Value, StringComparison.Ordinal))), Cancel);

        var audited = JsonDocument.Parse(line).RootElement.GetProperty("job");
        Assert.Equal(Sha256("echo audited"u8), audited.GetProperty("scripts").GetProperty("bash").GetString());
        var file = Assert.Single(audited.GetProperty("files").EnumerateArray());
        Assert.Equal(("a/b.txt", 7, Sha256(content)), (file.GetProperty("name").GetString(), file.GetProperty("length").GetInt32(), file.GetProperty("sha256").GetString()));
        Assert.Equal((1, Sha256(Encoding.UTF8.GetBytes($"a/b.txt\0{Sha256(content)}\n"))), (audited.GetProperty("fileCount").GetInt32(), audited.GetProperty("filesSha256").GetString()));
    }

    private string[] AuditLines()
    {
        using var file = new FileStream(Path.Combine(agent.Instance.Home, "Logs", "audit.ndjson"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n');
    }

    private static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
