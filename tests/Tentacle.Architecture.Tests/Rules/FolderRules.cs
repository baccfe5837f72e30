using Tentacle.Architecture.Tests.Reading;

namespace Tentacle.Architecture.Tests.Rules;

/// <summary>Rules of who may use whom, on the uses that compiled code shows. A namespace is a folder.</summary>
public static class FolderRules
{
    private static readonly string[] JobLeaves =
        ["Tentacle.Core.Jobs.Isolation", "Tentacle.Core.Jobs.Workspaces", "Tentacle.Core.Jobs.Shells"];

    /// <summary>Folders of one project that use each other, be it over others.</summary>
    public static IEnumerable<string> Circles(IEnumerable<TypeUse> uses, string project)
    {
        var inside = uses.Where(u => IsIn(u.User, project) && IsIn(u.Used, project) && u.User.Namespace != u.Used.Namespace).ToList();
        var arrows = inside.ToLookup(u => u.User.Namespace, u => u.Used.Namespace);
        return from use in inside
               where Reaches(use.Used.Namespace, use.User.Namespace, arrows)
               select $"{use.User} uses {use.Used}, and {use.Used.Namespace} leads back to {use.User.Namespace}.";
    }

    /// <summary>Isolation, workspaces and shells of jobs do not use each other.</summary>
    public static IEnumerable<string> LeavesThatKnowEachOther(IEnumerable<TypeUse> uses) =>
        from use in uses
        where JobLeaves.Contains(use.User.Namespace) && JobLeaves.Contains(use.Used.Namespace) && use.User.Namespace != use.Used.Namespace
        select $"{use.User} uses {use.Used}: these three folders under Jobs do not use each other.";

    /// <summary>Processes are started and looked at in one place.</summary>
    public static IEnumerable<string> ProcessOutsidePlatform(IEnumerable<TypeUse> uses) =>
        from use in uses
        where use.Used is { Namespace: "System.Diagnostics", Name: "Process" or "ProcessStartInfo" } && !IsIn(use.User, "Tentacle.Platform")
        select $"{use.User} uses {use.Used}: only Tentacle.Platform touches processes.";

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
