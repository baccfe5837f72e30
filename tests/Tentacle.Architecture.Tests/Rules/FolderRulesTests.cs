using Tentacle.Architecture.Tests.Reading;

namespace Tentacle.Architecture.Tests.Rules;

public sealed class FolderRulesTests
{
    [Fact]
    public void Circles_OverAThirdFolder_AreFound()
    {
        TypeUse[] uses = [Use("Tentacle.X.A", "Tentacle.X.B"), Use("Tentacle.X.B", "Tentacle.X.C"), Use("Tentacle.X", "Tentacle.X.A")];

        Assert.Empty(FolderRules.Circles(uses, "Tentacle.X"));
        Assert.Equal(3, FolderRules.Circles([.. uses, Use("Tentacle.X.C", "Tentacle.X.A")], "Tentacle.X").Count());
        Assert.Equal(2, FolderRules.Circles([.. uses, Use("Tentacle.X.A", "Tentacle.X")], "Tentacle.X").Count());
    }

    [Fact]
    public void Circles_OfOtherProjects_DoNotCount() =>
        Assert.Empty(FolderRules.Circles([Use("Tentacle.X.A", "Tentacle.Y"), Use("Tentacle.Y", "Tentacle.X.A"), Use("Tentacle.X.A", "Tentacle.X.A")], "Tentacle.X"));

    [Theory]
    [InlineData("Tentacle.Core.Jobs.Shells", "Tentacle.Core.Jobs.Workspaces", 1)]
    [InlineData("Tentacle.Core.Jobs.Isolation", "Tentacle.Core.Jobs.Workspaces", 1)]
    [InlineData("Tentacle.Core.Jobs", "Tentacle.Core.Jobs.Shells", 0)]
    [InlineData("Tentacle.Core.Jobs.Shells", "Tentacle.Core.Jobs.Shells", 0)]
    [InlineData("Tentacle.Core.Jobs.Shells", "Tentacle.Platform", 0)]
    public void LeavesThatKnowEachOther_AreFound(string user, string used, int expected) =>
        Assert.Equal(expected, FolderRules.LeavesThatKnowEachOther([Use(user, used)]).Count());

    [Theory]
    [InlineData("Tentacle.Platform", "Process", 0)]
    [InlineData("Tentacle.Core.Jobs", "Process", 1)]
    [InlineData("Tentacle.Cli", "ProcessStartInfo", 1)]
    [InlineData("Tentacle.Cli", "Stopwatch", 0)]
    public void ProcessOutsidePlatform_IsFound(string user, string used, int expected) =>
        Assert.Equal(expected, FolderRules.ProcessOutsidePlatform([new TypeUse(new TypeName(user, "User"), new TypeName("System.Diagnostics", used))]).Count());

    private static TypeUse Use(string user, string used) => new(new TypeName(user, "User"), new TypeName(used, "Used"));
}
