using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Client.Hosting;
using Tentacle.Contracts;
using Tentacle.Fuzzing.Engine;
using Tentacle.Instances.Subscriptions;
using Tentacle.Testing;

namespace Tentacle.Fuzzing.Targets;

/// <summary>The few words that an agent and a server exchange before the connection is turned round.</summary>
internal static class PollingTargets
{
    private static readonly IReadOnlyList<byte[]> Words = FuzzBench.Bytes(
        "Retry-After: ", "Content-Type: application/problem+json", "\n\n", "\n", "{\"detail\":\"", "{\"title\":null}", "null", "\u001b[31m", "99999999999",
            "-1", "poll://", PollingProtocol.Upgrade, "\"", "{", "}", "\0");

    public static IEnumerable<FuzzTarget> All(FuzzBench bench)
    {
        var server = new Subscription(new Uri("https://server:10943/"), SubscriptionId.Create(), Thumbprint.Sha256Of(bench.Certificate.Certificate));
        yield return new FuzzTarget(
            "server-answer",
            FuzzBench.Bytes(
                "503 Service Unavailable\nContent-Type: application/problem+json\nRetry-After: 12\n\n{\"type\":\"x\",\"title\":\"t\",\"status\":503,\"detail\":\"come back\"}",
                "200 OK\nContent-Type: text/html\n\n<html>",
                "403 Forbidden\nContent-Type: application/problem+json\n\n{}"),
            input => Answer(server, input))
        {
            Words = Words,
            AllocationPerByte = 2048,
        };
        yield return new FuzzTarget(
            "polling-request",
            FuzzBench.Bytes($"Upgrade: {PollingProtocol.Upgrade}\n{PollingProtocol.Subscription}: poll://abc/\n{PollingProtocol.AgentRun}: run-1"),
            input => Request(bench.Certificate, input))
        {
            Words = Words,
            AllocationPerByte = 2048,
        };
    }

    private static string Answer(Subscription server, byte[] input)
    {
        var (head, body) = Split(input);
        var lines = head.Split('\n');
        using var response = new HttpResponseMessage(int.TryParse(lines[0].Split(' ')[0], out var status) && status is >= 0 and <= 999 ? (HttpStatusCode)status
            : HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(body),
        };
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !response.Headers.TryAddWithoutValidation(line[..colon], line[(colon + 1)..].Trim()))
            {
                response.Content.Headers.TryAddWithoutValidation(line[..colon], line[(colon + 1)..].Trim());
            }
        }

        var refusal = FuzzBench.Result(ServerAnswer.ExplainAsync(server, response, CancellationToken.None));
        BrokenPromiseException.ThrowUnless(!refusal.Message.Any(char.IsControl), "what a server says has no control characters");
        BrokenPromiseException.ThrowUnless(refusal.RetryAfter is not { } wait || (wait >= TimeSpan.Zero && wait <= TimeSpan.FromMinutes(10)),
            "a server sends an agent away for ten minutes at most");
        return $"{refusal.RetryAfter is null}{refusal.Message.Contains("refused", StringComparison.Ordinal)}";
    }

    private static string Request(TestCertificate certificate, byte[] input)
    {
        var http = new DefaultHttpContext();
        http.Connection.ClientCertificate = certificate.Certificate;
        http.Features.Set<IHttpUpgradeFeature>(new Upgradable());
        foreach (var line in FuzzBench.Latin1(input).Split('\n'))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
            {
                http.Request.Headers.Append(line[..colon], line[(colon + 2)..]);
            }
        }

        var refusal = PollingRequest.Read(http, out var request);
        BrokenPromiseException.ThrowUnless(refusal is null == request is not null, "a request is read or refused");
        return request is null ? "refused" : "taken";
    }

    private static (string Head, byte[] Body) Split(byte[] input)
    {
        var end = input.AsSpan().IndexOf("\n\n"u8);
        return end < 0 ? (Encoding.Latin1.GetString(input), []) : (Encoding.Latin1.GetString(input, 0, end), input[(end + 2)..]);
    }

    private sealed class Upgradable : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public Task<Stream> UpgradeAsync() => Task.FromResult(Stream.Null);
    }
}
