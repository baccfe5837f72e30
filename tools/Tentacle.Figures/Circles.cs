using System.Text.RegularExpressions;

namespace Tentacle.Figures;

/// <summary>Finds folders of one project that import each other. Attributes count, because an import is all that is looked at.</summary>
internal static partial class Circles
{
    /// <summary>Lists the imports that are part of a circle.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<SourceFile> files)
    {
        var uses = (from file in files
                    let own = file.Lines.Select(line => Namespace().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value
                    where own is not null
                    from used in file.Lines.Select(line => Import().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)
                    where used != own && used.StartsWith(file.Project, StringComparison.Ordinal)
                    select (own, used)).Distinct().ToList();
        var arrows = uses.ToLookup(use => use.own, use => use.used);
        return uses.Where(use => Reaches(use.used, use.own, arrows)).Select(use => $"{use.own} -> {use.used}");
    }

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

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using ([\w.]+);")]
    private static partial Regex Import();
}
