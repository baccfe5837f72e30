using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Instances.Trust;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RefusedConnection[]))]
internal sealed partial class TrustJson : JsonSerializerContext;
