using Tentacle.Architecture.Tests.Reading;

namespace Tentacle.Architecture.Tests.Rules;

/// <summary>Which project may use which: these arrows and no others.</summary>
public static class ProjectArrows
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Platform"] = [],
        ["Core"] = ["Contracts", "Platform"],
        ["Supervisor"] = ["Core", "Platform"],
        ["Agent"] = ["Core", "Platform"],
        ["Client"] = ["Contracts"],
        ["Client.Hosting"] = ["Client"],
        ["Cli"] = ["Agent", "Core", "Platform", "Client"],
        ["Manager"] = ["Core", "Platform", "Client"],
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
