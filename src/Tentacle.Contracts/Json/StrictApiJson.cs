using System.Text.Json.Serialization;

namespace Tentacle.Contracts.Json;

/// <summary>How requests are read: a member that is unknown or stands twice is refused, so that a typo is not silently ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(JobRequest))]
public sealed partial class StrictApiJson : JsonSerializerContext;
