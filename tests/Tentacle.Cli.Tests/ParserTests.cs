using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Tests;

public sealed class ParserTests
{
    private static readonly Option Name = Option.Value("name|n", "");
    private static readonly Option Secret = Option.Value("secret", "", sensitive: true);
    private static readonly Option Many = Option.Many("many", "");
    private static readonly Option Force = Option.Flag("force|f", "");
    private static readonly Option[] Options = [Name, Secret, Many, Force];

    [Theory]
    [InlineData("--name", "v")]
    [InlineData("--name=v")]
    [InlineData("--name:v")]
    [InlineData("-name=v")]
    [InlineData("/name", "v")]
    [InlineData("/name:v")]
    [InlineData("/NAME=v")]
    [InlineData("--Name", "v")]
    [InlineData("-n", "v")]
    [InlineData("--name=first", "--name=v")]
    public void Parse_ValueInAnySpelling_IsFound(params string[] arguments) =>
        Assert.Equal("v", Parser.Parse(arguments, Options, takesPositionals: false).Find(Name));

    [Theory]
    [InlineData("C:\\a:b=c", "--name", "C:\\a:b=c")]
    [InlineData("C:\\a:b=c", "--name:C:\\a:b=c")]
    [InlineData("a=b", "--name=a=b")]
    [InlineData("/force", "--name", "/force")]
    [InlineData("-", "--name", "-")]
    [InlineData("-5", "--name", "-5")]
    [InlineData("--force", "--name=--force")]
    [InlineData("--unknown", "--name", "--unknown")]
    [InlineData("@file", "--name", "@file")]
    public void Parse_ValueWithSpecialCharacters_ArrivesExactly(string expected, params string[] arguments) =>
        Assert.Equal(expected, Parser.Parse(arguments, Options, takesPositionals: false).Find(Name));

    [Theory]
    [InlineData("--name")]
    [InlineData("--name", "--force")]
    [InlineData("--many", "-n", "v")]
    public void Parse_ValueForgotten_IsAnError(params string[] arguments) =>
        Assert.StartsWith("Missing required value for option '--", Failure(arguments, false), StringComparison.Ordinal);

    [Theory]
    [InlineData("--force", true)]
    [InlineData("-F", true)]
    [InlineData("--force=True", true)]
    [InlineData("--force:false", false)]
    public void Parse_Flag_IsThereOrNot(string argument, bool expected) =>
        Assert.Equal(expected, Parser.Parse([argument], Options, takesPositionals: false).Has(Force));

    [Fact]
    public void Parse_FlagWithValue_IsAnError() => Assert.Contains("takes no value", Failure(["--force=7"], false), StringComparison.Ordinal);

    [Fact]
    public void Parse_RepeatedOption_KeepsAllInOrder() =>
        Assert.Equal(["a", "b", "c"], Parser.Parse(["--many", "a", "/many:b", "--MANY=c"], Options, takesPositionals: false).All(Many));

    [Fact]
    public void Parse_AbsolutePathsAsPositionals_AreNoOptions()
    {
        var parsed = Parser.Parse(["/etc/name", "/names", "-", "--force", "--", "--name", "/force"], Options, takesPositionals: true);

        Assert.Equal(["/etc/name", "/names", "-", "--name", "/force"], parsed.Positionals);
        Assert.True(parsed.Has(Force));
    }

    [Fact]
    public void Parse_UnknownOptions_AreAllNamed() =>
        Assert.Equal("Unrecognized command line arguments: --x stray", Failure(["--x", "--force", "stray"], false));

    [Fact]
    public void Parse_UnknownOptionAmongPositionals_IsAnError() =>
        Assert.Equal("Unrecognized command line arguments: --x", Failure(["a", "--x"], true));

    [Fact]
    public void Parse_SensitiveValue_IsMasked()
    {
        var parsed = Parser.Parse(["--secret", "hunter2", "--name", "n", "--secret=hunter3"], Options, takesPositionals: false);

        Assert.Equal("hunter3", parsed.Find(Secret));
        Assert.DoesNotContain("hunter", string.Join(' ', parsed.Masked), StringComparison.Ordinal);
        Assert.Contains("--name=n", parsed.Masked);
    }

    private static string Failure(string[] arguments, bool takesPositionals) =>
        Assert.Throws<UserErrorException>(() => Parser.Parse(arguments, Options, takesPositionals)).Message;

    [Theory]
    [InlineData(null)]
    [InlineData("120", "--wait")]
    [InlineData("120", "--wait", "--force")]
    [InlineData("5", "--wait", "5")]
    [InlineData("5", "--wait=5")]
    [InlineData("120", "--wait", "ticket")]
    public void Optional_WithAndWithoutItsNumber_HasAValue(string? expected, params string[] arguments)
    {
        var wait = Option.Optional("wait", "", "120");

        var parsed = Parser.Parse(arguments, [wait, Option.Flag("force", "")], takesPositionals: true);

        Assert.Equal(expected, parsed.Find(wait));
        Assert.Equal(arguments.Contains("ticket") ? ["ticket"] : [], parsed.Positionals);
    }
}
