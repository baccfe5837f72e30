using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Core.Trust;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RefusedConnection[]))]
internal sealed partial class TrustJson : JsonSerializerContext;
