namespace Tentacle.Contracts;

/// <param name="Items">The jobs, newest first.</param>
/// <param name="Next">The value of <c>cursor</c> for the next page; null on the last page.</param>
public sealed record JobList(IReadOnlyList<Job> Items, string? Next);
