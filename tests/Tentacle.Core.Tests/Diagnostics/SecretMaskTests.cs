using Tentacle.Core.Diagnostics;

namespace Tentacle.Core.Tests.Diagnostics;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("the password is p@ss word!", "the password is ********!")]
    [InlineData("http://me:p%40ss%20word@proxy", "http://me:********@proxy")]
    [InlineData("Basic cEBzcyB3b3Jk", "Basic ********")]
    [InlineData("nothing here", "nothing here")]
    public void Apply_EveryForm_IsHidden(string text, string expected) => Assert.Equal(expected, new SecretMask(["p@ss word", null, "no"]).Apply(text));

    [Fact]
    public void Apply_OneSecretInAnother_HidesTheWhole() => Assert.Equal("********", new SecretMask(["hunter", "hunter22"]).Apply("hunter22"));
}
