using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Jobs.Format.Records;

/// <summary>The JSON format of a job's records. Unknown members, from an older or newer version, are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(StartedRecord))]
[JsonSerializable(typeof(ResumeRecord))]
[JsonSerializable(typeof(StateRecord))]
[JsonSerializable(typeof(DamageNote))]
[JsonSerializable(typeof(LaunchSpec))]
public sealed partial class JobRecordJson : JsonSerializerContext;
