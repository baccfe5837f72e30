using System.Text.RegularExpressions;
using Tentacle.Architecture.Tests.Reading;
using Tentacle.Architecture.Tests.Rules;
using Tentacle.Figures;
using Tentacle.Testing;

namespace Tentacle.Architecture.Tests;

/// <summary>The rules of ARCHITECTURE.md, on the code as it is.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly IReadOnlyList<SourceFile> Source = SourceFile.ReadAll(SourceTree.At("."), "src");

    public static TheoryData<string> Projects => [.. SourceProject.All.Select(p => p.Name)];

    [Fact]
    public void Projects_Use_OnlyThoseTheyMay() => Nothing(ProjectArrows.Violations(SourceProject.All));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_HaveNoCircles(string project) => Nothing(FolderRules.Circles(Uses(project), "Tentacle." + project));

    [Fact]
    public void Folders_UnderJobs_IgnoreEachOther() => Nothing(FolderRules.LeavesThatKnowEachOther(Uses("Core")));

    // An attribute is an import, too, which compiled uses do not show.
    [Fact]
    public void Folders_ImportEachOther_WithoutCircles() => Nothing(Circles.Of(Source));

    [Fact]
    public void Constructors_TakeFiveParameters_AtMost() => Nothing(Constructors.LongerThan(5, Source));

    // What cannot be broken stays long: markup, regular expressions, scripts.
    [Fact]
    public void Lines_OfMoreThan160Characters_AreAtMostTwenty() =>
        Assert.InRange(Source.Sum(file => file.Lines.Count(line => line.Length > 160)), 0, 20);

    [Fact]
    public void Code_IsRepeated_InThreePlacesAtMost() => Assert.InRange(Repeats.Of(6, Source).Count(), 0, 3);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Processes_AreTouched_InPlatformOnly(string project) => Nothing(FolderRules.ProcessOutsidePlatform(Uses(project)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_AreShort_WellNamedAndInTheirFolder(string project)
    {
        var source = SourceProject.All.Single(p => p.Name == project);

        Nothing(source.Files().SelectMany(f => FileRules.Violations("Tentacle." + project, f, source.Read(f))));
    }

    [Fact]
    public void LogMessages_HaveNumbersOfTheirOwn() =>
        Nothing(FileRules.RepeatedEventIds(SourceProject.All.SelectMany(project => project.Files().Select(file => ($"{project.Name}/{file}", project.Read(file))))));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Texts_AreInPlainEnglish(string project)
    {
        var source = SourceProject.All.Single(p => p.Name == project);

        Nothing(source.Files().Concat(source.Pages()).SelectMany(f => WordRules.Violations(f, source.Read(f))));
    }

    [Theory]
    [InlineData("docs/tour.md")]
    [InlineData("ARCHITECTURE.md")]
    public void Documents_NameFilesThatExist(string document) =>
        Nothing(PathInText().Matches(File.ReadAllText(SourceTree.At(document))).Select(match => match.Groups[1].Value)
            .Where(path => !Path.Exists(SourceTree.At(path))).Select(path => $"{document} names {path}, which does not exist."));

    [GeneratedRegex("`((?:src|tests|tools|docs|deploy)/[^`*<> ]+)`")]
    private static partial Regex PathInText();

    private static IReadOnlyList<TypeUse> Uses(string project)
    {
        var output = SourceTree.OutputOf("Tentacle." + project);
        var program = project switch { "Cli" => "tentacle", "Supervisor" => "tentacle-supervisor", "Manager" => "tentacle-manager", _ => "Tentacle." + project };
        return CompiledAssembly.ReadUses(Path.Combine(output, program + ".dll"));
    }

    private static void Nothing(IEnumerable<string> violations) => Assert.True(!violations.Any(), string.Join('\n', violations.Distinct()));
}
