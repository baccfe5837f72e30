using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;
using Tentacle.Core.Files.Content;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Uploads;

/// <summary>
/// The record of an upload on disk. It exists from before the temporary file is created until that file is gone, so that the next start finds all
/// leftovers.
/// </summary>
internal sealed record UploadRecord
{
    public required string Id { get; init; }

    /// <summary>False for an upload within one request, which cannot continue after a crash.</summary>
    public required bool IsResumable { get; init; }

    /// <summary>The path as the caller wrote it.</summary>
    public required string Path { get; init; }

    /// <summary>The path of the target without links. The JSON contains its displayed form, because JSON holds text only.</summary>
    [JsonConverter(typeof(ShownPathConverter))]
    public required string Real { get; init; }

    /// <summary>The length of the whole content in bytes; null while it is not known.</summary>
    public long? Length { get; init; }

    /// <summary>The mode that the caller requested; null for none.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>The default mode of a new file of this process.</summary>
    public UnixFileMode NewFileMode { get; init; }

    public IReadOnlyList<string>? IfMatch { get; init; }
    public IReadOnlyList<string>? IfNoneMatch { get; init; }
    public DateTimeOffset? IfUnmodifiedSince { get; init; }
    public byte[]? Sha256 { get; init; }
    public byte[]? Sha512 { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time of the last received content.</summary>
    public required DateTimeOffset TouchedAt { get; init; }

    /// <summary>The number of bytes that remain on disk even after a power failure.</summary>
    public long Durable { get; init; }

    /// <summary>The machine's boot during which <see cref="Durable"/> was set. Within the same boot, no written byte is lost.</summary>
    public string Boot { get; init; } = "";

    /// <summary>The result of the upload; null while it is unfinished. Kept for callers that did not receive the answer.</summary>
    public UploadEnd? End { get; init; }

    /// <summary>The name of the temporary file beside the target. It is short, so that it fits wherever the target's own name does.</summary>
    [JsonIgnore]
    public string TemporaryName => Prefix + Id + Suffix;

    [JsonIgnore]
    public string Directory => System.IO.Path.GetDirectoryName(Real)!;

    [JsonIgnore]
    public string Name => System.IO.Path.GetFileName(Real);

    [JsonIgnore]
    public Preconditions Conditions => new() { IfMatch = IfMatch, IfNoneMatch = IfNoneMatch, IfUnmodifiedSince = IfUnmodifiedSince };

    [JsonIgnore]
    public FileDigests Digests => new(Sha256, Sha512);

    private const string Prefix = ".tentacle-";
    private const string Suffix = ".upload";
}

/// <summary>Converts paths to JSON. Names that are not UTF-8 are written in their displayed form.</summary>
internal sealed class ShownPathConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } shown && RawNames.TryRead(shown, out var path) ? path : throw new JsonException("It is not a path.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(RawNames.Show(value));
}

/// <summary>The answer to a complete upload.</summary>
internal sealed record UploadEnd(long Length, byte[] Sha256, bool IsNew, string Version);

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UploadRecord))]
internal sealed partial class UploadRecordJson : JsonSerializerContext;
