namespace Tentacle.Contracts;

/// <summary>A tool that a server pushed for its jobs to use.</summary>
/// <param name="Directory">Where its files are.</param>
/// <param name="Sha256">Of the package that it came as, lower-case hex.</param>
/// <param name="Length">Bytes of that package.</param>
public sealed record Tool(string Name, string Version, string Directory, string Sha256, long Length, DateTimeOffset PushedAt);

/// <param name="Items">By name, then version.</param>
/// <param name="Next">Always null: there are few.</param>
public sealed record ToolList(IReadOnlyList<Tool> Items, string? Next);
