namespace Tentacle.Contracts;

/// <param name="Items">The tools, ordered by name and version.</param>
/// <param name="Next">Always null, because the list has one page.</param>
public sealed record ToolList(IReadOnlyList<Tool> Items, string? Next);
