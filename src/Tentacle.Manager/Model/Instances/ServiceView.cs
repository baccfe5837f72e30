using Tentacle.Services.Control;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The operating system's service of an instance.</summary>
/// <param name="Installed">The installed service; null when there is none.</param>
/// <param name="Unavailable">The reason why no service can be installed or changed from here; null when it can.</param>
public sealed record ServiceView(InstalledService? Installed, string? Unavailable);
