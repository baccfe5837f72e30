
namespace Tentacle.Contracts;

/// <summary>The version of a resource, as far as conditional requests need it.</summary>
/// <param name="Tag">The strong entity tag, without quotes; null when there is none.</param>
/// <param name="ModifiedAt">The time of the last change; null when it is not known.</param>
public sealed record ResourceVersion(string? Tag = null, DateTimeOffset? ModifiedAt = null);
