namespace Tentacle.Contracts.Tests;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain ~ text", "plain ~ text")]
    [InlineData("", "")]
    [InlineData("Zürich 東京 😀", "Zürich 東京 😀")]
    [InlineData("a\nb\r\t\0", @"a\u000Ab\u000D\u0009\u0000")]
    [InlineData("\u001b[31m\u007f\u0085\u009b", @"\u001B[31m\u007F\u0085\u009B")]
    [InlineData("\u202e\u2066\u200b\ufeff\u00ad", @"\u202E\u2066\u200B\uFEFF\u00AD")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("\U000E0041x", @"\U000E0041x")]
    public void Escape_OfText_ShowsWhatCouldNotBeSeen(string text, string expected) => Assert.Equal(expected, VisibleText.Escape(text));

    // Not as data of a theory: test runners cannot carry half a character.
    [Fact]
    public void Escape_OfHalfAPair_ShowsIt() => Assert.Equal(@"a\uD800b\uDC00", VisibleText.Escape("a\ud800b\udc00"));
}
