
namespace Tentacle.Contracts;

/// <param name="Items">The deployments, newest first.</param>
/// <param name="Next">The value of <c>cursor</c> for the next page; null on the last page.</param>
public sealed record DeploymentList(IReadOnlyList<Deployment> Items, string? Next);
