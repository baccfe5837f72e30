using System.IO.Compression;
using System.Net;
using Tentacle.Contracts;

namespace Tentacle.Agent.Tests.Http;

/// <summary>E4: a change whose condition does not hold, or cannot be read, is not made.</summary>
public sealed class PreconditionTests : CalledAgent
{
    private const string Past = "Wed, 25 Nov 2020 00:20:00 GMT";
    private const string Future = "Wed, 25 Nov 2099 00:20:00 GMT";

    private static readonly (string Method, string Path)[] Changes =
    [
        ("PUT", "/api/v1/jobs/done"), ("DELETE", "/api/v1/jobs/done"), ("POST", "/api/v1/jobs/done/cancel"), ("POST", "/api/v1/jobs"), ("POST", "/api/v1/jobs?dryRun=true"),
        ("PUT", "/api/v1/files?path=file"), ("POST", "/api/v1/files?path=file"), ("DELETE", "/api/v1/files?path=file"),
        ("PATCH", "UPLOAD"), ("DELETE", "UPLOAD"),
        ("PUT", "/api/v1/tools/Spanner/1.0"), ("DELETE", "/api/v1/tools/Spanner/1.0"), ("POST", "/api/v1/drain"),
    ];

    public static TheoryData<string, string> Failing => new()
    {
        { "If-Match", "\"other\"" },
        { "If-Match", "\"*\"" },
        { "If-Match", "W/\"other\"" },
        { "If-Match", "\"one\", W/\"two\" , \"three\"" },
    };

    public static TheoryData<string, string> Malformed => new()
    {
        { "If-Match", "other" },
        { "If-Match", "*, \"a\"" },
        { "If-Match", "\"a" },
        { "If-Match", "\"a\"b" },
        { "If-None-Match", "other" },
        { "If-None-Match", "\"a\" \"b\"" },
        { "If-None-Match", "**" },
        { "If-Unmodified-Since", "yesterday" },
        { "If-Unmodified-Since", "0" },
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public Task Change_WhoseConditionDoesNotHold_Is412AndNotMade(string name, string value) => RefusedByAllAsync(412, ProblemTypes.PreconditionFailed, name, value);

    [Theory]
    [MemberData(nameof(Malformed))]
    public Task Change_WhoseConditionCannotBeRead_Is400AndNotMade(string name, string value) => RefusedByAllAsync(400, ProblemTypes.InvalidRequest, name, value);

    [Theory]
    [InlineData("PUT", "/api/v1/jobs/done")]
    [InlineData("DELETE", "/api/v1/jobs/done")]
    [InlineData("POST", "/api/v1/jobs/done/cancel")]
    [InlineData("POST", "/api/v1/jobs")]
    [InlineData("PUT", "/api/v1/files?path=file")]
    [InlineData("DELETE", "/api/v1/files?path=file")]
    [InlineData("PUT", "/api/v1/tools/Spanner/1.0")]
    [InlineData("DELETE", "/api/v1/tools/Spanner/1.0")]
    [InlineData("DELETE", "UPLOAD")]
    public async Task IfNoneMatchAny_OfWhatIsThere_Is412(string method, string path)
    {
        var upload = await PrepareAsync();
        using var response = await ChangeAsync(method, path.Replace("UPLOAD", upload, StringComparison.Ordinal), ("If-None-Match", "*"));

        Assert.Contains("is there already", (await RefusedAsync(response, 412, ProblemTypes.PreconditionFailed)).Detail!, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Agent.Home.Jobs));
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/jobs/done")]
    [InlineData("PUT", "/api/v1/files?path=file")]
    [InlineData("DELETE", "/api/v1/files?path=file")]
    [InlineData("DELETE", "/api/v1/tools/Spanner/1.0")]
    public async Task IfUnmodifiedSince_Before_Is412_After_IsDone(string method, string path)
    {
        await PrepareAsync();
        using var before = await ChangeAsync(method, path, ("If-Unmodified-Since", Past));
        using var ignored = await ChangeAsync("PUT", "/api/v1/files?path=other", ("If-Modified-Since", Future));
        using var after = await ChangeAsync(method, path, ("If-Unmodified-Since", Future));

        Assert.Contains("after the time in If-Unmodified-Since", (await RefusedAsync(before, 412, ProblemTypes.PreconditionFailed)).Detail!, StringComparison.Ordinal);
        Assert.True(ignored.IsSuccessStatusCode && after.IsSuccessStatusCode);
    }

    [Fact]
    public async Task IfMatch_OfTheVersionThatIsThere_IsDone()
    {
        await PrepareAsync();
        using var job = await CallAsync("GET", "/api/v1/jobs/done");
        using var file = await CallAsync("GET", "/api/v1/files?path=file");
        using var tool = await ChangeAsync("PUT", "/api/v1/tools/Spanner/1.0");

        foreach (var (method, path, tag) in new[]
        {
            ("POST", "/api/v1/jobs/done/cancel", Header(job, "ETag")), ("PUT", "/api/v1/jobs/done", Header(job, "ETag")), ("DELETE", "/api/v1/jobs/done", Header(job, "ETag")),
            ("DELETE", "/api/v1/files?path=file", Header(file, "ETag")), ("DELETE", "/api/v1/tools/Spanner/1.0", Header(tool, "ETag")),
        })
        {
            using var response = await ChangeAsync(method, path, ("If-Match", $"\"other\", {tag}"));
            Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {await response.Content.ReadAsStringAsync(Token)}");
        }
    }

    [Fact]
    public async Task IfMatch_OfWhatIsNotThere_Is412WhereTheChangeWouldSucceed()
    {
        foreach (var (method, path) in new[] { ("PUT", "/api/v1/jobs/none"), ("DELETE", "/api/v1/jobs/none"), ("PUT", "/api/v1/files?path=none"), ("DELETE", "/api/v1/tools/None/1"), ("DELETE", "/api/v1/drain") })
        {
            using var response = await ChangeAsync(method, path, ("If-Match", "*"));
            Assert.Contains("is not there", (await RefusedAsync(response, 412, ProblemTypes.PreconditionFailed)).Detail!, StringComparison.Ordinal);
        }

        // What is refused anyhow is refused as it would be without a condition.
        using var cancel = await ChangeAsync("POST", "/api/v1/jobs/none/cancel", ("If-Match", "*"));
        using var upload = await ChangeAsync("DELETE", "/api/v1/uploads/none", ("If-Match", "\"a\""));
        await RefusedAsync(cancel, 404, ProblemTypes.JobNotFound);
        await RefusedAsync(upload, 404, ProblemTypes.UploadNotFound);
        Assert.Empty(Directory.GetDirectories(Agent.Home.Jobs));
    }

    [Fact]
    public async Task IfNoneMatchAny_OfADrain_TellsWhoDrainsFirst()
    {
        using var first = await ChangeAsync("POST", "/api/v1/drain", ("If-None-Match", "*"));
        using var second = await ChangeAsync("POST", "/api/v1/drain", ("If-None-Match", "*"));
        using var end = await ChangeAsync("DELETE", "/api/v1/drain", ("If-Match", "*"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.OK), (first.StatusCode, second.StatusCode, end.StatusCode));
    }

    [Fact]
    public async Task IfNoneMatch_WeakTag_IsComparedWeakly()
    {
        await PrepareAsync();
        using var job = await CallAsync("GET", "/api/v1/jobs/done");
        var weak = ("If-None-Match", $"\"other\", W/{Header(job, "ETag")}");
        using var read = await CallAsync("GET", "/api/v1/jobs/done", null, weak);
        using var deleted = await CallAsync("DELETE", "/api/v1/jobs/done", null, weak);
        using var strong = await CallAsync("DELETE", "/api/v1/jobs/done", null, ("If-Match", $"W/{Header(job, "ETag")}"));

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed), (read.StatusCode, deleted.StatusCode, strong.StatusCode));
    }

    [Fact]
    public async Task Put_OfRacersThatAllAskForANewJob_OneIsFirst()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => CallAsync("PUT", "/api/v1/jobs/race", Json(Job), ("If-None-Match", "*"))));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(11, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    private async Task RefusedByAllAsync(int status, string type, string name, string value)
    {
        var upload = await PrepareAsync();
        foreach (var (method, path) in Changes)
        {
            using var response = await ChangeAsync(method, path.Replace("UPLOAD", upload, StringComparison.Ordinal), (name, value));
            var problem = await RefusedAsync(response, status, type);
            Assert.Contains(name, problem.Detail!, StringComparison.Ordinal);
        }

        Assert.Single(Directory.GetDirectories(Agent.Home.Jobs));
        Assert.Equal("first", await File.ReadAllTextAsync(Path.Combine(Agent.Home.Directory, "file"), Token));
        Assert.True(File.Exists(Path.Combine(Agent.Home.Directory, "Tools", "Spanner", "1.0", "tool.txt")));
        Assert.False(File.Exists(Path.Combine(Agent.Home.Jobs, ".draining")));
        using var left = await CallAsync("HEAD", upload);
        Assert.Equal((HttpStatusCode.NoContent, "0"), (left.StatusCode, Header(left, "Upload-Offset")));
    }

    // A job, a file, a tool and an upload; returns where the upload is.
    private async Task<string> PrepareAsync()
    {
        await SubmitAsync("done");
        using var file = await CallAsync("PUT", "/api/v1/files?path=file", new StringContent("first"));
        using var tool = await ChangeAsync("PUT", "/api/v1/tools/Spanner/1.0");
        using var upload = await CallAsync("POST", "/api/v1/files?path=big", null, ("Upload-Complete", "?0"));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created), (file.StatusCode, tool.StatusCode, upload.StatusCode));
        return Header(upload, "Location")!;
    }

    private Task<HttpResponseMessage> ChangeAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        HttpContent? content = path.Contains("/tools/", StringComparison.Ordinal) && method == "PUT" ? new ByteArrayContent(Package())
            : method == "PATCH" ? new StringContent("second")
            : method is "PUT" or "POST" ? Json(Job)
            : null;
        (string, string)[] more = method == "PATCH" ? [("Content-Type", "application/partial-upload"), ("Upload-Offset", "0"), ("Upload-Complete", "?1")]
            : path.Contains("/files", StringComparison.Ordinal) && method == "POST" ? [("Upload-Complete", "?1")]
            : [];
        return CallAsync(method, path, content, [.. more, .. headers]);
    }

    private static byte[] Package()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var file = archive.CreateEntry("tool.txt").Open();
            file.Write("turn"u8);
        }

        return bytes.ToArray();
    }
}
