using System.Text;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests;

public sealed class InstanceHomeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void LocalSocket_ShortHome_IsInIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes there.");

        Assert.Equal("/srv/tentacle/tentacle.sock", new InstanceHome("/srv/tentacle").LocalSocket);
    }

    [Fact]
    public void LocalSocket_LongHome_FitsASocketAddressAndDiffersByHome()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes there.");
        var longHome = "/srv/" + new string('ä', 60);

        var socket = new InstanceHome(longHome).LocalSocket;

        Assert.InRange(Encoding.UTF8.GetByteCount(socket), 1, 100);
        Assert.EndsWith(".sock", socket, StringComparison.Ordinal);
        Assert.NotEqual(socket, new InstanceHome(longHome + "x").LocalSocket);
        Assert.Equal(socket, new InstanceHome(longHome).LocalSocket);
    }

    [Fact]
    public void Create_OnUnix_OpensHomeAndClosesWhatIsInIt()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes.");
            return;
        }

        var home = new InstanceHome(_directory["a/home"]);

        home.Create();

        Assert.Equal("711", Convert.ToString((int)File.GetUnixFileMode(home.Directory), 8));
        foreach (var folder in new[] { home.Jobs, home.Work, home.Logs, home.Uploads })
        {
            Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(folder), 8));
        }
    }

    [Fact]
    public void Create_HomeThatIsThere_KeepsItsMode()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes.");
            return;
        }

        Directory.CreateDirectory(_directory["home"]);
        File.SetUnixFileMode(_directory["home"], SharedDirectory.Readable);

        new InstanceHome(_directory["home"]).Create();

        Assert.Equal(SharedDirectory.Readable, File.GetUnixFileMode(_directory["home"]));
    }

    [Fact]
    public void HomeOf_RelativeHome_IsBesideTheSettings()
    {
        var instance = new Instance("x", _directory["x/Tentacle.config"], _directory["root"], IsListed: false);

        Assert.Equal(_directory["x"], instance.HomeOf(new InstanceSettings()).Directory.TrimEnd(Path.DirectorySeparatorChar));
        Assert.Equal(_directory["x/sub"], instance.HomeOf(new InstanceSettings { Octopus = new OctopusSettings { Home = "sub" } }).Directory);
    }
}
