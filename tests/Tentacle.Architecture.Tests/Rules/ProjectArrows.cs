using Tentacle.Architecture.Tests.Reading;

namespace Tentacle.Architecture.Tests.Rules;

/// <summary>Which project may use which: these arrows and no others.</summary>
public static class ProjectArrows
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Platform"] = [],
        ["Jobs.Format"] = ["Contracts", "Platform"],
        ["Instances"] = ["Contracts", "Platform"],
        ["Archives"] = ["Contracts", "Platform"],
        ["Core"] = ["Contracts", "Platform", "Archives", "Instances", "Jobs.Format"],
        ["Services"] = ["Contracts", "Platform", "Instances", "Jobs.Format"],
        ["Halibut"] = [],
        ["Supervisor"] = ["Contracts", "Platform", "Jobs.Format"],
        ["Agent"] = ["Contracts", "Platform", "Archives", "Instances", "Services", "Core"],
        ["Client"] = ["Contracts"],
        ["Client.Hosting"] = ["Contracts", "Client"],
        ["Cli"] = ["Contracts", "Platform", "Instances", "Jobs.Format", "Services", "Core", "Agent", "Client"],
        ["Manager"] = ["Contracts", "Platform", "Instances", "Services", "Client"],
    };

    // Built beside, never linked in: they are programs of their own.
    private static readonly Dictionary<string, string[]> AllowedBuildOnly = new() { ["Cli"] = ["Supervisor", "Manager"] };

    public static IEnumerable<string> Violations(IEnumerable<SourceProject> projects) => projects.SelectMany(Violations);

    private static IEnumerable<string> Violations(SourceProject project)
    {
        if (!Allowed.TryGetValue(project.Name, out var allowed))
        {
            return [$"{project.Name} is a new project: say here what it may use."];
        }

        return project.References.Except(allowed).Select(r => $"{project.Name} uses {r}, but may use only: {string.Join(", ", allowed)}.")
            .Concat(allowed.Except(project.References).Select(r => $"{project.Name} does not use {r}, as its place in the architecture says."))
            .Concat(project.BuildOnly.Except(AllowedBuildOnly.GetValueOrDefault(project.Name, [])).Select(r => $"{project.Name} builds {r} before itself, which nothing asks for."));
    }
}
