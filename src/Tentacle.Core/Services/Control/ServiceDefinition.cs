using Tentacle.Core.Instances;

namespace Tentacle.Core.Services.Control;

/// <summary>What the operating system is to run for one instance.</summary>
public sealed record ServiceDefinition
{
    /// <summary>The original's, which people look for in lists of services.</summary>
    public const string Description = "Octopus Deploy: Tentacle deployment agent";

    public required Instance Instance { get; init; }

    /// <summary>The path of <c>tentacle</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Null keeps the account that the service has; a new service then gets the system's own.</summary>
    public ServiceAccount? Account { get; init; }

    /// <summary>Another service that must be up before this one; null for none.</summary>
    public string? DependsOn { get; init; }
}

/// <summary>As whom a service runs.</summary>
/// <param name="Password">Null where none is needed: systemd, the system's own accounts, managed accounts.</param>
public sealed record ServiceAccount(string Name, string? Password)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => Name;
}
