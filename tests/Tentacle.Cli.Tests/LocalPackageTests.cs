using Tentacle.Cli.Remote;
using Tentacle.Testing;

namespace Tentacle.Cli.Tests;

public sealed class LocalPackageTests
{
    [Theory]
    [InlineData("web.1.0.0.zip", "web", "1.0.0")]
    [InlineData("Acme.Web.1.2.3+sha.5.nupkg", "Acme.Web", "1.2.3+sha.5")]
    [InlineData("My App.1.0.0-rc.1+build.5.tar.gz", "My App", "1.0.0-rc.1+build.5")]
    [InlineData("shop-v2.1.tar.xz", "shop", "2.1")]
    [InlineData("shop.2.1.tar.bz2", "shop", "2.1")]
    [InlineData("shop.2.1.tar.zst", "shop", "2.1")]
    [InlineData("shop.zip", "shop", null)]
    public void NameParts_OfAFileName_AreIdAndVersion(string file, string id, string? version)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory[file], "");

        using var package = LocalPackage.Open(directory[file]);

        Assert.Equal((id, version), package.NameParts());
    }
}
