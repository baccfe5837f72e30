using Tentacle.Core.Files.Access;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Files;

public sealed class PathGateTests : IDisposable
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

    private PathGate Gate(params string[] roots) => new(
        new FileSite { HomeDirectory = _disk["home"], UploadsDirectory = _disk["home/Uploads"], Own = [_disk["alias/own"]], Kept = [_disk["alias"]] },
        roots);
}
