using Tentacle.Contracts;

namespace Tentacle.Core.Packages;

/// <summary>What a deployment is done for, and where.</summary>
public sealed record PackageSite
{
    public required JobTicket Ticket { get; init; }
    public required string HomeDirectory { get; init; }
    public required string ApplicationDirectory { get; init; }

    /// <summary>The job's own working directory, where uploaded files are.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>What the scripts inherit.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required TimeProvider Time { get; init; }
}
