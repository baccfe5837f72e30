using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>Answers an unencrypted request on the TLS port with an unencrypted problem. Otherwise the caller would get an empty reply.</summary>
internal static class PlainHttpAnswer
{
    private const int MaxDropped = 64 * 1024;
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(2);
    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(
        new Problem
        {
            Type = ProblemTypes.UriOf(ProblemTypes.InvalidRequest),
            Title = "TLS is missing",
            Status = 400,
            Detail = "The request came as plain HTTP, and this port speaks HTTPS only. Use https:// in the address, with the certificate of a server that "
                + "this Tentacle trusts.",
            Instance = null,
            TraceId = null,
        },
        ReadableApiJson.Default.Problem);

    private static readonly byte[] Head = MakeHead();

    public static async Task SendAsync(IDuplexPipe transport, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(MaxDuration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        var first = await transport.Input.ReadAsync(either.Token);

        // An answer to HEAD has no body, even with a Content-Length.
        var isHead = StartsWithHead(first.Buffer.FirstSpan);
        transport.Input.AdvanceTo(first.Buffer.Start);
        await transport.Output.WriteAsync(Head, either.Token);
        if (!isHead)
        {
            await transport.Output.WriteAsync(Body, either.Token);
        }

        await UnreadInput.DropAsync(transport.Input, MaxDropped, either.Token);
    }

    private static bool StartsWithHead(ReadOnlySpan<byte> first) => first.StartsWith("HEAD "u8);

    private static byte[] MakeHead() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"HTTP/1.1 400 Bad Request\r\nContent-Type: {ApiHeaders.ProblemJson}\r\nContent-Length: "
            + $"{Body.Length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"));
}
