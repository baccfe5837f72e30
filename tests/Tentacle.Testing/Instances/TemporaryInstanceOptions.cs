using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Instances;

/// <summary>What differs from an ordinary instance.</summary>
public sealed record TemporaryInstanceOptions
{
    public TentacleExecutable Executable { get; init; } = TentacleExecutable.Built;

    public string Name { get; init; } = "Tentacle";

    /// <summary>Thumbprints, SHA-256 or SHA-1.</summary>
    public IReadOnlyList<string> Trust { get; init; } = [];

    /// <summary>Opens no port.</summary>
    public bool NoListen { get; init; }

    /// <summary>Home below the instance's temporary directory.</summary>
    public string Home { get; init; } = "home";

    /// <summary>For every command and the agent, beside what makes the instance temporary.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
