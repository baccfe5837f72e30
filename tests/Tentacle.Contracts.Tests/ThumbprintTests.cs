namespace Tentacle.Contracts.Tests;

public sealed class ThumbprintTests
{
    private const string Sha1 = "0123456789ABCDEF0123456789ABCDEF01234567";
    private const string Sha256 = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567")]
    [InlineData("01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67")]
    [InlineData(" 01 23 45 67 89 ab cd ef 01 23 45 67 89 ab cd ef 01 23 45 67 ")]
    [InlineData("\u200e0123456789abcdef0123456789abcdef01234567")]
    [InlineData("SHA1 Fingerprint=01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67")]
    [InlineData("sha1 Fingerprint=01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67\n")]
    [InlineData("SHA-1: 0123456789abcdef0123456789abcdef01234567")]
    [InlineData("Thumbprint  : 0123456789ABCDEF0123456789ABCDEF01234567")]
    [InlineData("Cert Hash(sha1): 01 23 45 67 89 ab cd ef 01 23 45 67 89 ab cd ef 01 23 45 67")]
    [InlineData("Certificate fingerprint (SHA-1): 0123456789abcdef0123456789abcdef01234567")]
    [InlineData("01-23-45-67-89-AB-CD-EF-01-23-45-67-89-AB-CD-EF-01-23-45-67")]
    [InlineData("01\u201323\u201145\u221267-89-AB-CD-EF-01-23-45-67-89-AB-CD-EF-01-23-45-67")]
    [InlineData("\"0123456789abcdef0123456789abcdef01234567\"")]
    [InlineData("\u201c0123456789abcdef0123456789abcdef01234567\u201d")]
    [InlineData("'0123456789abcdef0123456789abcdef01234567'")]
    [InlineData("\ufeff0123456789ab\u200bcdef01234567\u00ad89abcdef0123\u2060456\u202c7\u00a0")]
    [InlineData("\u202a0123\u200c4567\u200d89ab\u180ecdef\ufe0f0123456789abcdef01234567\u0000")]
    [InlineData("\uff10\uff11\uff12\uff13\uff14567\uff1a89\uff21\uff42cdef0123456789abcdef01234567")]
    public void TryParse_AnySpelling_IsUpperCaseHex(string text) => Assert.Equal(Sha1, Thumbprint.Parse(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("0123456789abcdef0123456789abcdef0123456g")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789")]
    public void TryParse_OtherLengthOrNoHex_IsNone(string text) => Assert.False(Thumbprint.TryParse(text, null, out _));

    [Theory]
    [InlineData("SHA256 Fingerprint=")]
    [InlineData("sha256 Fingerprint=")]
    [InlineData("sha256:")]
    public void TryParse_LabelOfSha256_DoesNotCount(string label) => Assert.Equal(Sha256, Thumbprint.Parse(label + string.Join(':', Sha256.Chunk(2).Select(pair => new string(pair)))).Value);

    [Fact]
    public void Parse_HiddenCharactersThatAreNoneOfThose_AreShownWithTheLength()
    {
        var error = Assert.Throws<FormatException>(() => Thumbprint.Parse("\u200b0123456789abcdef0123456789abcdef012345\u00d6"));

        Assert.StartsWith("'\\u200B0123456789abcdef0123456789abcdef012345\\u00D6' is not a thumbprint: '\\u00D6' is not a hexadecimal digit.", error.Message, StringComparison.Ordinal);
        Assert.Contains("it has 39 hexadecimal digits", Thumbprint.Refusal(Sha1[1..], "is not a thumbprint"), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TextWithoutAnEnd_IsRefusedInAShortSentence()
    {
        var error = Assert.Throws<FormatException>(() => Thumbprint.Parse(Sha1 + new string(' ', 5000)));

        Assert.Contains("it has more than 1024 characters", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 600);
    }
}
