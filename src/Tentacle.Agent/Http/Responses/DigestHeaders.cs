using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Files.Content;

namespace Tentacle.Agent.Http.Responses;

/// <summary>The digest headers of RFC 9530. Insecure and unknown algorithms are ignored.</summary>
internal static class DigestHeaders
{
    private const string Sha256 = "sha-256";
    private const string Sha512 = "sha-512";

    /// <summary>The expected digests of one request's content.</summary>
    public static FileDigests OfContent(HttpRequest request) => Read(request.Headers, ApiHeaders.ContentDigest);

    /// <summary>The expected digests of the whole file.</summary>
    public static FileDigests OfFile(HttpRequest request) => Read(request.Headers, ApiHeaders.ReprDigest);

    /// <summary>The digests in a trailer, after the content.</summary>
    public static FileDigests OfTrailers(HttpRequest request, string name) =>
        request.CheckTrailersAvailable() ? Parse(name, request.GetTrailer(name)) : FileDigests.None;

    /// <summary>The algorithm of the digest that the caller requests. Null when it requests none.</summary>
    public static WantedDigest? Wanted(HttpRequest request)
    {
        var best = StructuredFields.Members(request.Headers[ApiHeaders.WantReprDigest])
            .Where(m => m.Key is Sha256 or Sha512)
            .Select(m => (m.Key, Weight: int.TryParse(m.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) ? weight : 0))
            .Where(m => m.Weight > 0)
            .OrderByDescending(m => m.Weight)
            .FirstOrDefault();
        return best.Key switch { null => null, Sha512 => WantedDigest.Sha512, _ => WantedDigest.Sha256 };
    }

    public static string Format(FileDigests digests) =>
        string.Join(", ", new[] { Member(Sha256, digests.Sha256), Member(Sha512, digests.Sha512) }.OfType<string>());

    private static FileDigests Read(IHeaderDictionary headers, string name) => Parse(name, headers[name]);

    private static FileDigests Parse(string name, StringValues header)
    {
        var digests = FileDigests.None;
        foreach (var (key, value) in StructuredFields.Members(header))
        {
            digests = key switch
            {
                Sha256 => digests with { Sha256 = Bytes(name, key, value, SHA256.HashSizeInBytes) },
                Sha512 => digests with { Sha512 = Bytes(name, key, value, SHA512.HashSizeInBytes) },
                _ => digests,
            };
        }

        return digests;
    }

    private static byte[] Bytes(string header, string key, string value, int length) =>
        StructuredFields.Bytes(value) is { } bytes && bytes.Length == length
            ? bytes
            : throw StructuredFields.Invalid(header, $"{key}={value}", $"{key}=:BASE64: with {length} bytes, colons included");

    private static string? Member(string name, byte[]? digest) => digest is null ? null : $"{name}=:{Convert.ToBase64String(digest)}:";
}

/// <summary>The algorithm of a requested digest.</summary>
internal enum WantedDigest
{
    Sha256,
    Sha512,
}
