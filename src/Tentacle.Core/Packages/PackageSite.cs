using Tentacle.Contracts;

namespace Tentacle.Core.Packages;

/// <summary>The job and the directories of a deployment.</summary>
public sealed record PackageSite
{
    public required JobTicket Ticket { get; init; }
    public required string HomeDirectory { get; init; }
    public required string ApplicationDirectory { get; init; }

    /// <summary>The job's working directory, which contains uploaded files.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>The environment that the scripts inherit.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required TimeProvider Time { get; init; }
}
