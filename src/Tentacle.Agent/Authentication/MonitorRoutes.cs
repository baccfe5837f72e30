using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Tentacle.Contracts;

namespace Tentacle.Agent.Authentication;

/// <summary>The routes that a peer may read when it is trusted as a monitor.</summary>
internal static class MonitorRoutes
{
    private static readonly FrozenSet<string> Paths =
        FrozenSet.ToFrozenSet([ApiRoutes.Root, ApiRoutes.Livez, ApiRoutes.Readyz, ApiRoutes.Health, ApiRoutes.Metrics], StringComparer.OrdinalIgnoreCase);

    public static bool Allow(string method, string? path) =>
        (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) && Paths.Contains((path ?? "").TrimEnd('/'));
}
