using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Files.Content;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>Sends a file, or ranges of it. A caller that does not read for 30 s is disconnected. It can request the rest later.</summary>
internal sealed record FileBody(StoredFile File, IReadOnlyList<ByteRange> Ranges, bool IsWhole) : IResult
{
    private const int BlockSize = 128 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var file = File;
        var response = httpContext.Response;
        response.StatusCode = IsWhole ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        if (Ranges is [var only])
        {
            response.ContentType = ApiHeaders.OctetStream;
            response.ContentLength = only.Length;
            if (!IsWhole)
            {
                response.Headers.ContentRange = ContentRange(only);
            }

            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await SendAsync(httpContext, new StalledWriter(httpContext), only);
            }

            return;
        }

        await SendPartsAsync(httpContext);
    }

    private async Task SendPartsAsync(HttpContext http)
    {
        var boundary = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var heads = Ranges.Select(
            r => Encoding.ASCII.GetBytes($"\r\n--{boundary}\r\nContent-Type: {ApiHeaders.OctetStream}\r\nContent-Range: {ContentRange(r)}\r\n\r\n")).ToList();
        var end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        http.Response.ContentType = $"multipart/byteranges; boundary={boundary}";
        http.Response.ContentLength = heads.Sum(h => (long)h.Length) + Ranges.Sum(r => r.Length) + end.Length;
        var writer = new StalledWriter(http);
        for (var i = 0; i < heads.Count; i++)
        {
            Write(writer, heads[i]);
            await SendAsync(http, writer, Ranges[i]);
        }

        Write(writer, end);
        await writer.FlushAsync();
    }

    private async Task SendAsync(HttpContext http, StalledWriter writer, ByteRange range)
    {
        var position = range.Start;
        while (position <= range.Last)
        {
            var wanted = (int)Math.Min(BlockSize, range.Last - position + 1);
            int read;
            try
            {
                read = RandomAccess.Read(File.Handle, writer.Output.GetSpan(wanted)[..wanted], position);
            }
            catch (IOException)
            {
                read = 0;
            }

            if (read == 0)
            {
                // The file was truncated, or the disk failed. Abort, so that the caller does not take the truncated answer for a complete one.
                http.Abort();
                return;
            }

            writer.Output.Advance(read);
            position += read;
            await writer.FlushAsync();
        }
    }

    private static void Write(StalledWriter writer, byte[] bytes)
    {
        bytes.CopyTo(writer.Output.GetSpan(bytes.Length));
        writer.Output.Advance(bytes.Length);
    }

    private string ContentRange(ByteRange range) => string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.Last}/{File.Length}");
}
