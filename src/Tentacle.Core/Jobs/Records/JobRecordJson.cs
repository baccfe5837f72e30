using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Core.Jobs.Records;

/// <summary>How the records of a job are written. Members that an older or newer version wrote and this one does not know are passed over.</summary>
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
