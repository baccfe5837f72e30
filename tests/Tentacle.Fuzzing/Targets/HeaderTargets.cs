using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Endpoints.Files;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Files.Access;
using Tentacle.Fuzzing.Engine;

namespace Tentacle.Fuzzing.Targets;

/// <summary>Headers of requests, as Kestrel hands them on: a byte a character.</summary>
internal static class HeaderTargets
{
    private static readonly IReadOnlyList<byte[]> Words = FuzzBench.Bytes(
        "bytes=", "-", ",", ";", "=", ":", "\"", "?0", "?1", "sha-256", "sha-512", "sha-256=:", "wait=", "0-0", "9223372036854775807", "W/", "*", " ", "\t",
            "q=0.5", "q=", "\u00ff");

    public static IEnumerable<FuzzTarget> All() =>
    [
        New("byte-range", ["10|bytes=0-4", "1000000|bytes=0-0,5-,-3", "0|bytes=-1", "5|lines=1-2"], Range),
        New("upload-headers",
            ["Upload-Complete: ?0\nUpload-Length: 100", "Repr-Digest: sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\nContent-Digest: md5=:AAAA:",
            "If-None-Match: *\nExpect: 100-continue", "If-Match: \"a\", W/\"b\""], Upload),
        New("prefer", ["respond-async, wait=10", "wait=\"5\"; foo"], Prefer),
        New("want-digest", ["sha-256=10, sha-512=3", "sha-512=1"], WantDigest),
    ];

    private static FuzzTarget New(string name, string[] seeds, Func<string, string> run) =>
        new(name, FuzzBench.Bytes(seeds), input => run(FuzzBench.Latin1(input))) { Words = Words, LongestInput = 2048, AllocationPerByte = 1024 };

    private static string Range(string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        var length = bar >= 0 && long.TryParse(text[..bar], out var given) && given >= 0 ? given : 1000;
        if (ByteRange.Parse(text[(bar + 1)..], length) is not { } ranges)
        {
            return "ignored";
        }

        BrokenPromiseException.ThrowUnless(ranges.All(r => r.Start >= 0 && r.Length > 0 && r.Last < length), "a range lies within the file");
        BrokenPromiseException.ThrowUnless(ranges.Count <= 1 || ranges.Sum(r => (decimal)r.Length) <= length, "ranges never make more than the file");
        return $"{Math.Min(ranges.Count, 5)}";
    }

    private static string Upload(string text)
    {
        var request = RequestOf(text);
        try
        {
            var put = UploadRequest.Read(request, "x", null);
            put.LateDigests();
            BrokenPromiseException.ThrowUnless(put.Length is null or >= 0, "a length is not negative");
            return $"{put.Length is null}{put.MaySkip}{put.Digests.Sha256 is null}{put.Digests.Sha512 is null}";
        }
        catch (FileRefusedException e)
        {
            return e.Reason.ToString();
        }
        catch (RefusedRequestException)
        {
            return "refused";
        }
    }

    private static string Prefer(string text)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[ApiHeaders.Prefer] = text.Split('\n');
        var wait = Preferences.Wait(request);
        BrokenPromiseException.ThrowUnless(wait is null || (wait > TimeSpan.Zero && wait <= TimeSpan.FromMinutes(5)), "a wait is 1 to 300 s");
        return wait is null ? "ignored" : "taken";
    }

    private static string WantDigest(string text)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[ApiHeaders.WantReprDigest] = text.Split('\n');
        return DigestHeaders.Wanted(request)?.ToString() ?? "none";
    }

    private static HttpRequest RequestOf(string text)
    {
        var request = new DefaultHttpContext().Request;
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line[..colon].Trim() is { Length: > 0 } name)
            {
                request.Headers.Append(name, line[(colon + 1)..].Trim());
            }
        }

        return request;
    }
}
