using System.IO.Compression;
using System.Net;
using System.Text;
using Tentacle.Contracts;

namespace Tentacle.Agent.Tests.Http;

/// <summary>E5, E6, E7: in which forms content is taken, and what is said of the others.</summary>
public sealed class RequestFormTests : CalledAgent
{
    public static TheoryData<string> AsAbsent =>
    [
        """{"script":{"bash":"true"},"isolation":{"level":"none"},"arguments":null,"timeoutSeconds":null}""",
        """{ "package" : null , "script":{"bash":"true","sh":null,"powershell":null,"pwsh":null,"cmd":null,"python":null},"isolation":{"level":"none","name":null,"timeoutSeconds":null}}""",
        """{"script":{"sh":null,"bash":"true"},"isolation":{"timeoutSeconds":null,"level":"none"},"environment":null,"files":null,"sensitiveValues":null,"labels":null,"cancelGraceSeconds":null,"resumeAfterReboot":null,"deadline":null,"taskId":null,"redeploy":null}""",
        "\uFEFF" + Job,
    ];

    [Theory]
    [MemberData(nameof(AsAbsent))]
    public async Task Job_WithNullForADefaultOrAByteOrderMark_IsTheSameContentAsWithout(string json)
    {
        await SubmitAsync("same");
        using var again = await CallAsync("PUT", "/api/v1/jobs/same", Json(json));
        using var form = new MultipartFormDataContent { { Json(json), "job" } };
        using var multipart = await CallAsync("PUT", "/api/v1/jobs/same", form);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (again.StatusCode, multipart.StatusCode));
    }

    [Theory]
    [InlineData("""{"package":{"id":"a","version":"1","environment":"e","path":"x","variables":null,"substituteIn":null,"keep":null,"purge":null,"upload":null,"digest":null,"customInstallDirectory":null}}""")]
    [InlineData("""{"redeploy":{"id":"a","version":"1","environment":"e","variables":null}}""")]
    public async Task Job_WithNullInANestedMember_IsAccepted(string json)
    {
        using var response = await CallAsync("POST", "/api/v1/jobs?dryRun=true", Json(json));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"script":{"bash":"true"},"nonsense":null}""", "/nonsense", "not a known member")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":null,"timeoutSeconds":5}""", "/timeoutSeconds", "a whole number")]
    [InlineData("""{"script":{"bash":"true"},"timeoutSeconds":5,"timeoutSeconds":null}""", "/timeoutSeconds", "timeoutSeconds")]
    [InlineData("""{"package":{"id":null,"version":"1","environment":"e"}}""", "/package/id", "null")]
    [InlineData("""{"script":{"bash":"true"},"files":[{"name":null,"content":""}]}""", "/files/0/name", "null")]
    [InlineData("""{"script":{"bash":"true"},"arguments":[null]}""", "/arguments/0", "null")]
    [InlineData("""{"script":{"bash":"true"},"labels":{"a":null}}""", "/labels/a", "null")]
    [InlineData("""{"script":{"bash":"a\ud800"}}""", "/script/bash", "surrogate")]
    [InlineData("""{"script":{"bash":"true"},"arguments":["\udc00x"]}""", "/arguments/0", "surrogate")]
    public async Task Job_WithAMemberThatCannotBeTaken_Is400AndNamesIt(string json, string pointer, string says)
    {
        using var response = await CallAsync("PUT", "/api/v1/jobs/x", Json(json));
        var problem = await RefusedAsync(response, 400, ProblemTypes.InvalidRequest);

        Assert.Contains(says, Assert.Single(problem.Errors!, e => e.Pointer == pointer).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a\ud800":1}""")]
    [InlineData("""{"script":{"bash":"true"},"environment":{"a\ud800":"b"}}""")]
    [InlineData("""{"script":{"bash":"true"},"labels":{"\udfff":"b"},"arguments":null}""")]
    [InlineData("""{"script":{"bash":"true","\ud800":null}}""")]
    public async Task Job_WithHalfACharacterInAName_Is400AndSaysSo(string json)
    {
        using var response = await CallAsync("PUT", "/api/v1/jobs/x", Json(json));
        var problem = await RefusedAsync(response, 400, ProblemTypes.InvalidRequest);

        Assert.Contains("surrogate", problem.Detail + string.Concat(problem.Errors?.Select(e => e.Detail) ?? []), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF }, "0xFF at line 2, byte 4")]
    [InlineData(new byte[] { 0xC3, 0x28 }, "0xC3 at line 2, byte 4")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "0xED at line 2, byte 4")]
    [InlineData(new byte[] { 0xC3, 0xA9, 0x80 }, "0x80 at line 2, byte 6")]
    public async Task Job_ThatIsNotUtf8_Is400AndSaysWhere(byte[] bad, string says)
    {
        byte[] body = [.. "{\"script\":{\"bash\":\"true\"},\n\"é"u8, .. bad, .. "\":1}"u8];
        using var response = await CallAsync("PUT", "/api/v1/jobs/x", new ByteArrayContent(body), ("Content-Type", "application/json"));

        Assert.Contains(says, (await RefusedAsync(response, 400, ProblemTypes.InvalidRequest)).Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_InUtf16_Is400AndSaysSo()
    {
        byte[] body = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Job)];
        using var response = await CallAsync("PUT", "/api/v1/jobs/x", new ByteArrayContent(body), ("Content-Type", "application/json"));

        Assert.Contains("The body is UTF-16", (await RefusedAsync(response, 400, ProblemTypes.InvalidRequest)).Detail!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/json; charset=\"UTF-16\"", 415)]
    [InlineData("application/json; charset=iso-8859-1", 415)]
    [InlineData("application/json; charset=\"UTF-8\"", 201)]
    [InlineData("application/json;charset=utf8", 201)]
    [InlineData("application/json", 201)]
    public async Task Job_InACharset_IsTakenWhenItIsUtf8(string contentType, int status)
    {
        using var response = await CallAsync("PUT", "/api/v1/jobs/x", new ByteArrayContent(Encoding.ASCII.GetBytes(Job)), ("Content-Type", contentType));

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 415)
        {
            Assert.Contains("utf-8", (await RefusedAsync(response, 415, ProblemTypes.UnsupportedMediaType)).Detail!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("PUT", "/api/v1/jobs/x")]
    [InlineData("POST", "/api/v1/jobs")]
    [InlineData("POST", "/api/v1/jobs?dryRun=true")]
    [InlineData("PUT", "/api/v1/files?path=x")]
    [InlineData("PUT", "/api/v1/tools/Spanner/1.0")]
    public async Task Content_ThatIsCoded_Is415AndSaysThatNoneIsDecoded(string method, string path)
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.ASCII.GetBytes(Job), Token);
        }

        using var response = await CallAsync(method, path, new ByteArrayContent(bytes.ToArray()), ("Content-Type", "application/json"), ("Content-Encoding", "gzip"));
        Assert.Contains("'gzip'", (await RefusedAsync(response, 415, ProblemTypes.UnsupportedMediaType)).Detail!, StringComparison.Ordinal);
        Assert.Equal("identity", Header(response, "Accept-Encoding"));

        using var plain = await CallAsync("PUT", "/api/v1/files?path=plain", Json("x"), ("Content-Encoding", "identity"));
        Assert.Equal(HttpStatusCode.Created, plain.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/files?path=x", "curl --upload-file FILE 'https://HOST:PORT/api/v1/files?path=x'")]
    [InlineData("POST", "/api/v1/files?path=x", "curl --request POST --upload-file FILE")]
    [InlineData("PUT", "/api/v1/tools/Spanner/1.0", "/api/v1/tools/Spanner/1.0'")]
    public async Task Form_WhereAFileIsExpected_Is415WithTheRightCommand(string method, string path, string says)
    {
        foreach (var type in new[] { "multipart/form-data; boundary=x", "Multipart/Mixed", "multipart/form-data; boundary=", " multipart/related" })
        {
            using var response = await CallAsync(method, path, new StringContent("--x"), ("Content-Type", type), ("Upload-Complete", "?1"));
            Assert.Contains(says, (await RefusedAsync(response, 415, ProblemTypes.UnsupportedMediaType)).Detail!, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(Agent.Home.Directory, "x")));
    }

    [Theory]
    [InlineData("application/partial-upload", 204)]
    [InlineData("Application/Partial-Upload; x=y", 204)]
    [InlineData(null, 204)]
    [InlineData("application/octet-stream", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("nonsense", 415)]
    public async Task Piece_OfAnUpload_HasItsMediaTypeOrNone(string? type, int status)
    {
        using var begun = await CallAsync("POST", "/api/v1/files?path=x", null, ("Upload-Complete", "?0"));
        (string, string)[] headers = [("Upload-Offset", "0"), ("Upload-Complete", "?0")];
        using var response = await CallAsync("PATCH", Header(begun, "Location")!, new ByteArrayContent([1, 2]), type is null ? headers : [("Content-Type", type), .. headers]);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 415 ? "application/partial-upload" : null, Header(response, "Accept-Patch"));
    }
}
