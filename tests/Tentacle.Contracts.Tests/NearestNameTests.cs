namespace Tentacle.Contracts.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["configure", "run", "remote", "show-configuration", "show-thumbprint", "h"];

    [Theory]
    [InlineData("configre", "configure")]
    [InlineData("CONFIGURE", "configure")]
    [InlineData("confgiure", "configure")]
    [InlineData("rnu", "run")]
    [InlineData("rn", "run")]
    [InlineData("remot", "remote")]
    [InlineData("show-thumprint", "show-thumbprint")]
    public void Find_OneSlip_IsTheNameThatWasMeant(string typed, string expected) => Assert.Equal(expected, NearestName.Find(typed, Names));

    [Theory]
    [InlineData("")]
    [InlineData("not-a-command")]
    [InlineData("x")]
    [InlineData("rxx")]
    public void Find_NothingNear_IsNull(string typed) => Assert.Null(NearestName.Find(typed, Names));

    [Fact]
    public void Find_TextWithoutAnEnd_CostsNothing() => Assert.Null(NearestName.Find(new string('a', 10_000_000), Names));
}
