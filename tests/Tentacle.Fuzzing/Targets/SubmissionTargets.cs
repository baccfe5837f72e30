using System.Text;
using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Endpoints.Jobs;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Fuzzing.Engine;

namespace Tentacle.Fuzzing.Targets;

/// <summary>What is sent to run a job.</summary>
internal static class SubmissionTargets
{
    private const string Whole = """
        {"script":{"bash":"echo hello","sh":"echo","powershell":"Write-Output","pwsh":"x","cmd":"echo","python":"print()"},"arguments":["a","b c",""],
        "environment":{"A":"1","PATH":"/bin"},"files":[{"name":"a/b.txt","content":"aGVsbG8="}],"isolation":{"level":"full","name":"RunningScript","timeoutSeconds":5},
        "timeoutSeconds":60,"deadline":"2026-01-31T12:00:00.000Z","cancelGraceSeconds":10,"sensitiveValues":["hush-hush"],"taskId":"ServerTasks-1","labels":{"a":"b"},"resumeAfterReboot":false}
        """;

    private const string Package = """
        {"package":{"id":"web","version":"1.0.0","environment":"Test","upload":"web.1.0.0.zip","digest":"sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
        "variables":{"A":"#{B}"},"substituteIn":["**/*.config"],"keep":3,"customInstallDirectory":"/srv/web","purge":true}}
        """;

    private const string Redeploy = """{"redeploy":{"id":"web","version":"1.0.0","environment":"Test","variables":{"A":"1"}}}""";
    private const string Boundary = "----b";

    private static readonly string Multipart =
        $"--{Boundary}\r\nContent-Disposition: form-data; name=\"job\"\r\nContent-Type: application/json\r\n\r\n{{\"script\":{{\"sh\":\"echo\"}}}}\r\n"
        + $"--{Boundary}\r\nContent-Disposition: form-data; name=file; filename=a.txt\r\n\r\nhello\r\n"
        + $"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename*=utf-8''d%2Fb.bin\r\n\r\n\0\u0001\r\n--{Boundary}--\r\n";

    private static readonly IReadOnlyList<byte[]> JsonWords =
    [
        .. FuzzBench.Bytes(
            "null", "true", "false", "{}", "[]", "\"\"", "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "\\", "1e999", "-1", "0.5", "1E2",
                "9223372036854775808", "//x\n", "\ufeff",
            "\"script\":", "\"package\":", "\"files\":[", "\"name\":\"..\"", "\"arguments\":null", "\"environment\":{\"A\":null}", "\"isolation\":null",
                "\"content\":\"=\"", "\"timeoutSeconds\":", "\"deadline\":"),
        [.. Enumerable.Repeat((byte)'[', 200)],
        [.. Enumerable.Repeat((byte)'{', 200)],
        [0xff],
        [0xc3],
    ];

    private static readonly IReadOnlyList<byte[]> MultipartWords =
    [
        .. FuzzBench.Bytes("\r\n", "--", $"--{Boundary}", $"\r\n--{Boundary}\r\n", $"\r\n--{Boundary}--", "\r\n\r\n", "Content-Disposition: ",
            "form-data; name=\"file\"; filename=\"", "filename*=utf-8''", "../", "\"", ";", "\0", "name=job", ": "),
        [0xff, 0xfe],
    ];

    public static IEnumerable<FuzzTarget> All(FuzzBench bench)
    {
        yield return new FuzzTarget("job-request", FuzzBench.Bytes(Whole, Package, Redeploy), Json)
        {
            Words = JsonWords,
            AllocationPerByte = 2048,
            Prepare = JsonEdits.Of(FuzzBench.Bytes(Whole, Package, Redeploy), ""),
        };
        var staged = bench.DirectoryOf("staged");
        yield return new FuzzTarget("multipart", FuzzBench.Bytes(Multipart), input => Parts(input, staged))
        {
            Words = MultipartWords,

            // Of a file in a thousand directories each is made and removed.
            Allocation = 64 << 20,
            AllocationPerByte = 2048,
            LongestInput = 16 * 1024,
            InputsPerTestRun = 5_000,
        };
    }

    private static string Json(byte[] input)
    {
        try
        {
            using var body = new MemoryStream(input);
            var job = FuzzBench.Result(RequestBody.ReadJobAsync(body, CancellationToken.None));
            return Judge(JobRequestValidator.Validate(job));
        }
        catch (InvalidBodyException e)
        {
            return Words(e.Message);
        }
    }

    private static string Parts(byte[] input, string staged)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = $"multipart/form-data; boundary=\"{Boundary}\"";
        request.Body = new MemoryStream(input);
        using var files = new StagedFiles(staged);
        try
        {
            var job = FuzzBench.Result(JobSubmissionReader.ReadAsync(request, files, CancellationToken.None));
            return Judge(JobRequestValidator.Validate(job, files));
        }
        catch (InvalidBodyException e)
        {
            return Words(e.Message);
        }
        catch (RefusedRequestException e)
        {
            // The part names a character encoding that is not read.
            return Words(e.Message);
        }
        finally
        {
            // What was staged lies in a directory of its own, which goes with it.
            BrokenPromiseException.ThrowUnless(Directory.GetFileSystemEntries(staged)
                .All(e => Path.GetFileName(e).StartsWith(StagedFiles.Prefix, StringComparison.Ordinal)), "files stay where they are staged");
        }
    }

    private static string Judge(IReadOnlyList<ProblemError> errors)
    {
        BrokenPromiseException.ThrowUnless(errors.All(e => e.Detail.Length > 0 && (e.Pointer.Length == 0 || e.Pointer[0] == '/')),
            "an error says where and what");
        return errors.Count == 0 ? "taken" : Words(errors[0].Detail);
    }

    // A sentence without what was in the input, as far as that is quoted.
    private static string Words(string message)
    {
        var words = new StringBuilder();
        var quoted = false;
        foreach (var c in message)
        {
            quoted ^= c == '\'';
            if (!quoted && char.IsAsciiLetter(c))
            {
                words.Append(c);
            }
        }

        return words.ToString();
    }
}
