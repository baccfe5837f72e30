using System.Text;
using Tentacle.Archives;
using Tentacle.Core.Packages.Substitution;

namespace Tentacle.Core.Tests.Packages.Substitution;

public sealed class SubstitutionTests
{
    [Theory]
    [InlineData("**/*.config", "web.config", true)]
    [InlineData("**/*.config", "a/b/Web.CONFIG", true)]
    [InlineData("*.config", "a/web.config", false)]
    [InlineData("a/**/b.json", "a/b.json", true)]
    [InlineData("a/**/b.json", "a/x/y/b.json", true)]
    [InlineData("a/**", "a/x/y", true)]
    [InlineData("app.?s", "app.js", true)]
    [InlineData("app.js", "app.jsx", false)]
    public void Pattern_OfAName_Matches(string pattern, string path, bool matches) => Assert.Equal(matches, new FilePattern(pattern).IsMatch(path));

    [Fact]
    public void Replace_KnownUnknownAndNested_DoesEachItsWay()
    {
        var variables = new Variables(new Dictionary<string, string> { ["Host"] = "db", ["Url"] = "tcp://#{host}:1", ["Loop"] = "#{Loop}" });

        var (text, count, unknown, loops) = variables.Replace("a #{Url} b #{ HOST } c #{Nobody} #{Loop} #{open");

        Assert.Equal("a tcp://db:1 b db c #{Nobody} #{Loop} #{open", text);
        Assert.Equal(2, count);
        Assert.Equal(["Nobody"], unknown);
        Assert.Equal(["'Loop' refers to itself: Loop → Loop."], loops);
    }

    [Fact]
    public void Replace_VariablesThatReferToEachOther_NamesTheLoop()
    {
        var variables = new Variables(new Dictionary<string, string> { ["A"] = "#{B}", ["B"] = "#{C}", ["C"] = "<#{a}>", ["X"] = "x #{B}" });

        var (text, count, unknown, loops) = variables.Replace("#{A} #{X}");

        Assert.Equal("#{A} x #{B}", text);
        Assert.Equal(1, count);
        Assert.Empty(unknown);
        Assert.Equal(["'A' refers to itself: A → B → C → A.", "'B' refers to itself: B → C → a → B."], loops);
        Assert.Contains("'C' refers to itself: C → a → B → C.", variables.Loops);
    }

    [Fact]
    public void Replace_ValuesThatMakeABomb_IsRefused()
    {
        var bomb = Enumerable.Range(0, 12).ToDictionary(i => $"v{i}", i => string.Concat(Enumerable.Repeat($"#{{v{i + 1}}}", 10)));
        bomb["v12"] = "boom";

        Assert.Contains("characters", Assert.Throws<PackageException>(() => new Variables(bomb).Replace("#{v0}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pattern_OfManyDirectoriesThatMayBeAny_IsMatchedAtOnce() =>
        Assert.False(new FilePattern(string.Concat(Enumerable.Repeat("**/a/", 40)) + "b").IsMatch(string.Concat(Enumerable.Repeat("a/", 400)) + "c"));

    [Fact]
    public void Replace_VariablesThatHoldEachOtherManyTimesOver_IsRefusedWithItsName()
    {
        var variables = new Variables(Enumerable.Range(0, 10).ToDictionary(i => $"V{i}", i => string.Concat(Enumerable.Repeat($"#{{V{i + 1}}}", 8))));

        var refused = Assert.Throws<PackageException>(() => variables.Replace("#{V0}"));

        Assert.StartsWith("The variable 'V", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("iso-8859-1", false)]
    public void Text_OfAnEncoding_IsWrittenBackTheSame(string name, bool marked)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] content = [.. marked ? encoding.GetPreamble() : [], .. encoding.GetBytes("grüße\r\n")];

        var text = EncodedText.TryRead(content)!;

        Assert.Equal("grüße\r\n", text.Text);
        Assert.Equal(content, text.ToBytes());
    }

    [Fact]
    public void Text_WithAZeroByte_IsNone() => Assert.Null(EncodedText.TryRead([1, 0, 2]));

    [Fact]
    public void Text_OfOneByteEncoding_ThatCannotHoldAValue_IsNotWritten() =>
        Assert.Throws<EncoderFallbackException>(() => (EncodedText.TryRead([0xFC])! with { Text = "€" }).ToBytes());
}
