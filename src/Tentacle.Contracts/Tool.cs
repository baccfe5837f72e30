namespace Tentacle.Contracts;

/// <summary>A tool that a server uploaded for its jobs.</summary>
/// <param name="Directory">The directory of its files.</param>
/// <param name="Sha256">The SHA-256 of the tool's package, in lower-case hex.</param>
/// <param name="Length">The size of that package in bytes.</param>
public sealed record Tool(string Name, string Version, string Directory, string Sha256, long Length, DateTimeOffset PushedAt);
