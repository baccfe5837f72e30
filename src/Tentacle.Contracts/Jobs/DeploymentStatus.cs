using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

[JsonConverter(typeof(CamelCaseEnumConverter<DeploymentStatus>))]
public enum DeploymentStatus
{
    /// <summary>The end is not recorded because the deployment is still running or was killed. The state of its job shows which.</summary>
    Started,

    Succeeded,
    Failed,
    Canceled,
}
