using Tentacle.Instances;

namespace Tentacle.Services.Control;

/// <summary>The definition of the service for one instance.</summary>
public sealed record ServiceDefinition
{
    /// <summary>The description that the original Tentacle uses. Administrators search for it in lists of services.</summary>
    public const string Description = "Octopus Deploy: Tentacle deployment agent";

    public required Instance Instance { get; init; }

    /// <summary>The path of <c>tentacle</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Null keeps the account of an installed service; a new service gets the default account of the system.</summary>
    public ServiceAccount? Account { get; init; }

    /// <summary>Another service that must be running before this one; null for none.</summary>
    public string? DependsOn { get; init; }
}
