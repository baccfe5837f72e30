using Microsoft.AspNetCore.Http;
using Tentacle.Platform.Storage;

namespace Tentacle.Agent.Http.Requests;

/// <summary>Reads a stream up to a limit. A longer stream is rejected with 413.</summary>
internal sealed class LimitedStream(Stream inner, long limit) : ObservedStream(inner)
{
    private long _left = limit;

    protected override void Observe(ReadOnlySpan<byte> bytes)
    {
        _left -= bytes.Length;
        if (_left < 0)
        {
            throw new BadHttpRequestException("The JSON is too large.", StatusCodes.Status413PayloadTooLarge);
        }
    }
}
