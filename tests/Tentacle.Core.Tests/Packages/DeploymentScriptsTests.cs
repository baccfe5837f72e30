using Tentacle.Archives;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Packages;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Packages;

public sealed class DeploymentScriptsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData("Deploy.sh")]
    [InlineData("Deploy.ps1")]
    [InlineData("Deploy.py")]
    public void Script_WhoseShellIsNotHere_IsSaidToBeSo(string name)
    {
        File.WriteAllText(_directory[name], "");
        var scripts = new DeploymentScripts(_directory.Path, new Dictionary<string, string>(), new ShellCatalog(_directory["none"]), new DeploymentOutput(TextWriter.Null));

        Assert.StartsWith($"{name} cannot be run here", Assert.Throws<PackageException>(() => scripts.Run("Deploy")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();
}
