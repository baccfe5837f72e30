using Tentacle.Architecture.Tests.Reading;

namespace Tentacle.Architecture.Tests.Rules;

/// <summary>Rules of who may use whom, on the uses that compiled code shows. A namespace is a folder.</summary>
public static class FolderRules
{
    private const string CoreRoot = "Tentacle.Core.";

    private static readonly string[] CoreOrder =
        ["Instances", "Trust", "Subscriptions", "Files", "Jobs", "Packages", "Health", "Diagnostics", "Services"];

    private static readonly string[] JobLeaves =
        [CoreRoot + "Jobs.Isolation", CoreRoot + "Jobs.Workspaces", CoreRoot + "Jobs.Shells", CoreRoot + "Jobs.Logs"];

    private static readonly string[] OpenToSupervisor =
        [CoreRoot + "Jobs.Records", CoreRoot + "Jobs.Logs", CoreRoot + "Jobs.Shells"];

    /// <summary>Folders of one project that use each other, be it over others.</summary>
    public static IEnumerable<string> Circles(IEnumerable<TypeUse> uses, string project)
    {
        var inside = uses.Where(u => IsIn(u.User, project) && IsIn(u.Used, project) && u.User.Namespace != u.Used.Namespace).ToList();
        var arrows = inside.ToLookup(u => u.User.Namespace, u => u.Used.Namespace);
        return from use in inside
               where Reaches(use.Used.Namespace, use.User.Namespace, arrows)
               select $"{use.User} uses {use.Used}, and {use.Used.Namespace} leads back to {use.User.Namespace}.";
    }

    /// <summary>Folders of the engine that use one that comes after them.</summary>
    public static IEnumerable<string> OutOfOrder(IEnumerable<TypeUse> uses)
    {
        ArgumentNullException.ThrowIfNull(uses);
        foreach (var use in uses)
        {
            var (user, used) = (CoreFolder(use.User), CoreFolder(use.Used));
            if (user is null || used is null)
            {
                continue;
            }

            if (!CoreOrder.Contains(user))
            {
                yield return $"{use.User} lies in no folder of the engine's order: {string.Join(" < ", CoreOrder)}.";
            }
            else if (Array.IndexOf(CoreOrder, used) > Array.IndexOf(CoreOrder, user))
            {
                yield return $"{use.User} uses {use.Used}, but {user} comes before {used}.";
            }
        }
    }

    /// <summary>Isolation, workspaces, shells and logs of jobs ignore each other.</summary>
    public static IEnumerable<string> LeavesThatKnowEachOther(IEnumerable<TypeUse> uses) =>
        from use in uses
        where JobLeaves.Contains(use.User.Namespace) && JobLeaves.Contains(use.Used.Namespace) && use.User.Namespace != use.Used.Namespace
        select $"{use.User} uses {use.Used}: the four folders under Jobs ignore each other.";

    /// <summary>The supervisor knows of the engine what it runs a job with, and nothing of the agent's side.</summary>
    public static IEnumerable<string> SupervisorBeyondItsPart(IEnumerable<TypeUse> uses) =>
        from use in uses
        where (use.Used.Namespace + ".").StartsWith(CoreRoot, StringComparison.Ordinal) && !OpenToSupervisor.Any(open => IsIn(use.Used, open))
        select $"{use.User} uses {use.Used}: the supervisor may use only {string.Join(", ", OpenToSupervisor)}.";

    /// <summary>Processes are started and looked at in one place.</summary>
    public static IEnumerable<string> ProcessOutsidePlatform(IEnumerable<TypeUse> uses) =>
        from use in uses
        where use.Used is { Namespace: "System.Diagnostics", Name: "Process" or "ProcessStartInfo" } && !IsIn(use.User, "Tentacle.Platform")
        select $"{use.User} uses {use.Used}: only Tentacle.Platform touches processes.";

    private static string? CoreFolder(TypeName type) =>
        type.Namespace.StartsWith(CoreRoot, StringComparison.Ordinal) ? type.Namespace[CoreRoot.Length..].Split('.')[0] : null;

    private static bool IsIn(TypeName type, string project) =>
        type.Namespace == project || type.Namespace.StartsWith(project + ".", StringComparison.Ordinal);

    private static bool Reaches(string from, string to, ILookup<string, string> arrows)
    {
        var seen = new HashSet<string>();
        var next = new Queue<string>([from]);
        while (next.TryDequeue(out var folder))
        {
            if (folder == to)
            {
                return true;
            }

            foreach (var further in arrows[folder].Where(seen.Add))
            {
                next.Enqueue(further);
            }
        }

        return false;
    }
}
