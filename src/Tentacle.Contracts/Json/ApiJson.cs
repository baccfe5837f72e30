using System.Text.Json.Serialization;

namespace Tentacle.Contracts.Json;

/// <summary>The JSON format of the API, and the rules for reading responses: unknown members are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(AgentDescription))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(DeploymentList))]
[JsonSerializable(typeof(DrainState))]
[JsonSerializable(typeof(FileList))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(JobPreflight))]
[JsonSerializable(typeof(JobScript))]
[JsonSerializable(typeof(Liveness))]
[JsonSerializable(typeof(LogRecord))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(RefusedConnectionList))]
[JsonSerializable(typeof(Tool))]
[JsonSerializable(typeof(ToolList))]
[JsonSerializable(typeof(StoredFileDescription))]
[JsonSerializable(typeof(UploadList))]
public sealed partial class ApiJson : JsonSerializerContext;
