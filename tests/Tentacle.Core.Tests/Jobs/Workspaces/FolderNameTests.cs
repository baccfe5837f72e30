using Tentacle.Core.Jobs.Workspaces;

namespace Tentacle.Core.Tests.Jobs.Workspaces;

/// <summary>A9: the folders of names.</summary>
public sealed class FolderNameTests
{
    [Theory]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData("Acme.Web", "Acme.Web")]
    [InlineData("PROD_1-a", "PROD_1-a")]
    [InlineData("1.0.0+build.5", "1.0.0%2Bbuild.5")]
    [InlineData("Pre Production", "Pre%20Production%_9")]
    [InlineData("pre production", "pre%20production")]
    [InlineData("Prod (EU)", "Prod%20%28EU%29%_8C")]
    [InlineData("Zürich", "Z%C3%BCrich%_8")]
    [InlineData("a%20b", "a%2520b")]
    [InlineData("a b", "a%20b")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData(@"a\b", "a%5Cb")]
    [InlineData("con", "%63on")]
    [InlineData("NUL.txt", "%4EUL.txt%_E")]
    [InlineData("end.", "end%2E")]
    [InlineData(".hidden", "%2Ehidden")]
    [InlineData("..x", "%2E.x")]
    public void Folder_OfAName_IsASafeFormOfIt(string name, string folder) => Assert.Equal(folder, FolderName.From(name));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData(@"a\..\b")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\ud800b")]
    public void Name_Unreadable_CannotBeUsed(string name) => Assert.False(FolderName.IsUsable(name));

    [Fact]
    public void Folders_OfDifferentNames_Differ_WithoutRegardToCase()
    {
        string[] letters = ["a", "A", "b", "B", " ", "+", "%", "é", "É", "_", "2", "0", ".", "~", "9"];
        var names = (from a in letters from b in letters from c in letters from d in letters select a + b + c + d)
            .Where(n => FolderName.IsUsable(n) && FolderName.From(n) != n).ToList();

        Assert.Equal(names.Count, names.Select(FolderName.From).ToHashSet(StringComparer.OrdinalIgnoreCase).Count);
        Assert.DoesNotContain(names, n => Contracts.JobTicket.TryParse(FolderName.From(n), null, out _));
    }

    [Fact]
    public void Folder_OfALongName_IsShort_AndDiffers()
    {
        var (one, other) = (new string('ü', 199) + "1", new string('ü', 199) + "2");

        Assert.True(FolderName.IsUsable(one));
        Assert.False(FolderName.IsUsable(one + "x"));
        Assert.InRange(FolderName.From(one).Length, 1, 128);
        Assert.NotEqual(FolderName.From(one), FolderName.From(other));
    }
}
