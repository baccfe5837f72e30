using System.Runtime.InteropServices;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Files;

public sealed partial class PathGateTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public PathGateTests()
    {
        Directory.CreateDirectory(_disk["home/own"]);
        Directory.CreateDirectory(_disk["data"]);
        Directory.CreateSymbolicLink(_disk["alias"], _disk["home"]);
    }

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData("a/./b//c", "home/a/b/c")]
    [InlineData("a/../b", "home/b")]
    [InlineData("a/", "home/a")]
    [InlineData("..data", "home/..data")]
    public void Read_RelativePath_IsBelowHome(string path, string expected) => Assert.Equal(_disk[expected], Gate().Read(path).Real);

    [Theory]
    [InlineData("..", FileRefusal.NotAllowed)]
    [InlineData("a/../../x", FileRefusal.NotAllowed)]
    [InlineData("", FileRefusal.InvalidPath)]
    [InlineData("a\0", FileRefusal.InvalidPath)]
    public void Read_WhatIsNoPathOrLeadsOut_IsRefused(string path, FileRefusal reason) =>
        Assert.Equal(reason, Assert.Throws<FileRefusedException>(() => Gate().Read(path)).Reason);

    [Theory]
    [InlineData(@"C:\apps\file:stream", true)]
    [InlineData(@"C:\apps\file::$DATA", true)]
    [InlineData(@"C:\apps\NUL", true)]
    [InlineData("C:/apps/com1.txt", true)]
    [InlineData(@"C:\apps\dir.\file", true)]
    [InlineData(@"C:\apps\file ", true)]
    [InlineData(@"C:\apps\a|b", true)]
    [InlineData(@"C:\apps\a*", true)]
    [InlineData(@"\\?\C:\apps\file", true)]
    [InlineData(@"\\.\PhysicalDrive0", true)]
    [InlineData(@"\\server\share\file", true)]
    [InlineData(@"\apps\file", true)]
    [InlineData("C:file", true)]
    [InlineData("apps/CON", false)]
    [InlineData(@"apps\file:stream", false)]
    public void WindowsRules_DevicesStreamsAndNamesThatChange_AreRefused(string path, bool isAbsolute) =>
        Assert.Equal(FileRefusal.InvalidPath, Assert.Throws<FileRefusedException>(() => PathText.CheckWindows(path, isAbsolute)).Reason);

    [Theory]
    [InlineData(@"C:\apps\file.txt", true)]
    [InlineData("c:/apps/../console/file", true)]
    [InlineData(@"apps\.hidden\file", false)]
    public void WindowsRules_OrdinaryPaths_AreLetThrough(string path, bool isAbsolute) => PathText.CheckWindows(path, isAbsolute);

    [Theory]
    [InlineData("own")]
    [InlineData("own/x/y")]
    [InlineData("{disk}/alias/own/x")]
    [InlineData("{disk}/alias")]
    [InlineData("{disk}/home")]
    [InlineData("{disk}")]
    [InlineData("/")]
    public void WriteAndDelete_OwnFilesHomeAndWhatIsAbove_AreProtected(string path)
    {
        path = path.Replace("{disk}", _disk.Path, StringComparison.Ordinal);
        Assert.Equal(FileRefusal.Protected, Assert.Throws<FileRefusedException>(() => Gate().Write(path)).Reason);
        Assert.Equal(FileRefusal.Protected, Assert.Throws<FileRefusedException>(() => Gate().Delete(path)).Reason);
    }

    [Theory]
    [InlineData("own2", "home/own2")]
    [InlineData("{disk}/data/x", "data/x")]
    [InlineData("{disk}/alias/x", "home/x")]
    public void Write_Neighbours_AreNotProtected(string path, string expected) =>
        Assert.Equal(_disk[expected], Gate().Write(path.Replace("{disk}", _disk.Path, StringComparison.Ordinal)).Real);

    [Fact]
    public void Read_RootThatIsALink_CountsAsWhatItPointsAt()
    {
        Assert.Equal(_disk["home/x"], Gate(_disk["alias"]).Read(_disk["alias/x"]).Real);
        Assert.Equal(_disk["home/x"], Gate(_disk["alias"]).Read(_disk["home/x"]).Real);
        Assert.Equal(FileRefusal.NotAllowed, Assert.Throws<FileRefusedException>(() => Gate(_disk["alias"]).Read(_disk["homes"])).Reason);
    }

    // D13
    [Theory]
    [InlineData("{disk}/etc/settings.json")]
    [InlineData("{disk}/etc/settings.json.lock")]
    [InlineData("{disk}/etc/settings.json.0123.tmp")]
    [InlineData("{disk}/etc/settings.json.home")]
    [InlineData("{disk}/etc/./x/../settings.json")]
    [InlineData("{disk}/link-to-settings")]
    [InlineData("{disk}/link-to-etc/settings.json.lock")]
    [InlineData("/proc/self/root{disk}/etc/settings.json")]
    [InlineData("/proc/self/cwd/../../../../../../../../../../../../..{disk}/etc/settings.json")]
    [InlineData("{disk}/etc/raw:settings%2Ejson")]
    [InlineData("{disk}/etc/Keys")]
    [InlineData("{disk}/etc/Keys/own.key")]
    [InlineData("{disk}/home/Jobs/a/secrets")]
    [InlineData("Jobs/a/secrets")]
    [InlineData("{disk}/home/Damaged/1-a/a/secrets")]
    public void ReadAndWrite_Secrets_AreProtectedByAnyPath(string path)
    {
        path = path.Replace("{disk}", _disk.Path, StringComparison.Ordinal);
        MakeSecrets();

        Assert.Equal(FileRefusal.Protected, Assert.Throws<FileRefusedException>(() => Gate().Read(path)).Reason);
        Assert.Equal(FileRefusal.Protected, Assert.Throws<FileRefusedException>(() => Gate().Write(path)).Reason);
    }

    [Theory]
    [InlineData("etc/settings.json")]
    [InlineData("etc/Keys/own.key")]
    [InlineData("home/Jobs/a/secrets")]
    public async Task Read_HardLinkToASecret_IsProtected(string secret)
    {
        MakeSecrets();
        Directory.CreateDirectory(_disk["work"]);
        Assert.Equal(0, MakeLink(_disk[secret], _disk["work/innocent"]));
        File.WriteAllText(_disk["work/other"], "");
        Assert.Equal(0, MakeLink(_disk["work/other"], _disk["work/another"]));
        using var store = new FileStore(Site(), new LiveSettings(new InstanceSettings()), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<FileStore>.Instance);

        foreach (var reader in new[] { store.Reader, store.Within(_disk["work"]) })
        {
            var e = await Assert.ThrowsAsync<FileRefusedException>(() => reader.OpenAsync(_disk["work/innocent"], TestContext.Current.CancellationToken));
            Assert.Equal(FileRefusal.Protected, e.Reason);
            ((FileFound.Content)await reader.OpenAsync(_disk["work/another"], TestContext.Current.CancellationToken)).File.Dispose();
        }
    }

    [Theory]
    [InlineData("etc/settings.jsonx")]
    [InlineData("home/Jobs/a/log.ndjson")]
    [InlineData("home/secrets")]
    [InlineData("home/Jobs")]
    public void Read_NeighboursOfSecrets_AreNotProtected(string path) => Assert.Equal(_disk[path], Gate().Read(_disk[path]).Real);

    private void MakeSecrets()
    {
        Directory.CreateDirectory(_disk["etc/Keys"]);
        Directory.CreateDirectory(_disk["home/Jobs/a"]);
        foreach (var secret in (string[])["etc/settings.json", "etc/Keys/own.key", "home/Jobs/a/secrets"])
        {
            File.WriteAllText(_disk[secret], "secret");
        }

        File.CreateSymbolicLink(_disk["link-to-settings"], "etc/settings.json");
        Directory.CreateSymbolicLink(_disk["link-to-etc"], _disk["etc"]);
    }

    private PathGate Gate(params string[] roots) => new(Site(), () => roots);

    private FileSite Site() => new()
    {
        HomeDirectory = _disk["home"],
        UploadsDirectory = _disk["home/Uploads"],
        Own = [_disk["alias/own"], _disk["home/Jobs"], _disk["home/Damaged"], _disk["etc/Keys"], _disk["etc/settings.json"]],
        Kept = [_disk["alias"]],
        Secret = [_disk["etc/settings.json"], _disk["etc/Keys"]],
        Records = [_disk["home/Jobs"], _disk["home/Damaged"]],
    };

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeLink(string from, string to);
}
