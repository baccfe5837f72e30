namespace Tentacle.Architecture.Tests.Rules;

public sealed class WordRulesTests
{
    [Theory]
    [InlineData("A.cs", "throw new X($\"'{text}' is no value for --state.\");", 1)]
    [InlineData("A.cs", "throw new X(\"There is no such job, and it is no longer waited for.\");", 0)]
    [InlineData("A.cs", "/// <summary>Whoever has it may begin anew.</summary>", 2)]
    [InlineData("A.cs", "var nobody = \"\\\"Nobody\\\" listens\"; // nobody", 1)]
    [InlineData("A.cs", "    // A comment may say that nobody listens.", 0)]
    [InlineData("A.cs", "Assert(\"the account 'nobody'\");", 0)]
    [InlineData("A.razor", "<p>It cannot be had back.</p>", 1)]
    public void Violations_AreFound(string file, string text, int expected) => Assert.Equal(expected, WordRules.Violations(file, text).Count());

    [Fact]
    public void Violations_NameTheirLine() => Assert.Contains("A.cs:2 says 'anew'", Assert.Single(WordRules.Violations("A.cs", "\n/// Begins anew.")), StringComparison.Ordinal);
}
