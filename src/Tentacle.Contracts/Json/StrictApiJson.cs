using System.Text.Json.Serialization;

namespace Tentacle.Contracts.Json;

/// <summary>The rules for reading requests. An unknown or duplicate member is rejected, so that a typing error is not silently ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(JobRequest))]
public sealed partial class StrictApiJson : JsonSerializerContext;
