using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;
using Tentacle.Core.Files.Content;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Files.Uploads;

/// <summary>
/// An upload as it is on disk from before its temporary file is made until that file is gone: whatever happens, the next start finds what was left.
/// </summary>
internal sealed record UploadRecord
{
    public required string Id { get; init; }

    /// <summary>False for an upload within one request: after a crash there is nothing to go on with.</summary>
    public required bool IsResumable { get; init; }

    /// <summary>As the caller wrote it.</summary>
    public required string Path { get; init; }

    /// <summary>The target, without links. On disk as it is shown, because JSON holds text only.</summary>
    [JsonConverter(typeof(ShownPathConverter))]
    public required string Real { get; init; }

    /// <summary>Of the whole content; null while nobody has said.</summary>
    public long? Length { get; init; }

    /// <summary>What the caller wants.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>What a new file of this process has.</summary>
    public UnixFileMode NewFileMode { get; init; }

    public IReadOnlyList<string>? IfMatch { get; init; }
    public IReadOnlyList<string>? IfNoneMatch { get; init; }
    public DateTimeOffset? IfUnmodifiedSince { get; init; }
    public byte[]? Sha256 { get; init; }
    public byte[]? Sha512 { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last time that content came.</summary>
    public required DateTimeOffset TouchedAt { get; init; }

    /// <summary>How much is sure to be on disk, even after a power cut.</summary>
    public long Durable { get; init; }

    /// <summary>The machine's boot in which the above was written: within it nothing that was written is lost.</summary>
    public string Boot { get; init; } = "";

    /// <summary>How it ended; null while it has not. Kept for callers that did not get the answer.</summary>
    public UploadEnd? End { get; init; }

    /// <summary>The temporary file, beside the target. Short, so that it fits wherever the target's own name does.</summary>
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

/// <summary>Paths in JSON: names that are not UTF-8 are written as they are shown.</summary>
internal sealed class ShownPathConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } shown && RawNames.TryRead(shown, out var path) ? path : throw new JsonException("It is not a path.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(RawNames.Show(value));
}

/// <summary>The answer to a complete upload.</summary>
internal sealed record UploadEnd(long Length, byte[] Sha256, bool IsNew, string Version);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UploadRecord))]
internal sealed partial class UploadRecordJson : JsonSerializerContext;
