using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Core.Diagnostics;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(AuditRecord))]
internal sealed partial class DiagnosticsJson : JsonSerializerContext;
