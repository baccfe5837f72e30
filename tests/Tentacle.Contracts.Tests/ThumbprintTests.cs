namespace Tentacle.Contracts.Tests;

public sealed class ThumbprintTests
{
    private const string Sha1 = "0123456789ABCDEF0123456789ABCDEF01234567";

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567")]
    [InlineData("01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67")]
    [InlineData(" 01 23 45 67 89 ab cd ef 01 23 45 67 89 ab cd ef 01 23 45 67 ")]
    [InlineData("\u200e0123456789abcdef0123456789abcdef01234567")]
    public void TryParse_AnySpelling_IsUpperCaseHex(string text) => Assert.Equal(Sha1, Thumbprint.Parse(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("0123456789abcdef0123456789abcdef0123456g")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789")]
    public void TryParse_OtherLengthOrNoHex_IsNone(string text) => Assert.False(Thumbprint.TryParse(text, null, out _));
}
