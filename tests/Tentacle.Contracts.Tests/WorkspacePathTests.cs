
namespace Tentacle.Contracts.Tests;

public sealed class WorkspacePathTests
{
    [Theory]
    [InlineData("app.json", "app.json")]
    [InlineData("config/app.json", "config/app.json")]
    [InlineData("config\\app.json", "config/app.json")]
    [InlineData("with space/ünïcode.txt", "with space/ünïcode.txt")]
    public void TryNormalize_NameBelowTheWorkspace_IsTaken(string name, string expected)
    {
        Assert.True(WorkspacePath.TryNormalize(name, out var normalized));
        Assert.Equal(expected, normalized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share")]
    [InlineData("C:\\x")]
    [InlineData("a:stream")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a\\..\\x")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("NUL")]
    [InlineData("dir/com1.txt")]
    [InlineData("ends.")]
    [InlineData("ends ")]
    [InlineData("line\nbreak")]
    [InlineData("nul\0")]
    [InlineData("a*b")]
    public void TryNormalize_NameThatLeadsOutOrThatAPlatformRefuses_IsNone(string name) => Assert.False(WorkspacePath.TryNormalize(name, out _));

    [Fact]
    public void TryNormalize_PartOver255Bytes_IsNone() => Assert.False(WorkspacePath.TryNormalize(new string('ü', 128), out _));

    [Fact]
    public void TryNormalize_LongerThanAPathCanBe_IsNone()
    {
        Assert.True(WorkspacePath.TryNormalize(string.Concat(Enumerable.Repeat("d/", 1000)) + "file", out _));
        Assert.False(WorkspacePath.TryNormalize(string.Concat(Enumerable.Repeat("d/", 2000)) + "file", out _));
    }
}
