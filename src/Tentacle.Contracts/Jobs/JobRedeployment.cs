namespace Tentacle.Contracts;

/// <summary>
/// A redeployment of a version that is still on disk. Nothing is transferred, the scripts run again, and <c>current</c> is switched to the version.
/// </summary>
public sealed record JobRedeployment
{
    public required string Id { get; init; }
    public required string Version { get; init; }
    public required string Environment { get; init; }

    /// <summary>Environment variables of the scripts. Files keep the values that were replaced in them when the version was installed.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();
}
