using Tentacle.Platform.Directories;
using Tentacle.Testing;

namespace Tentacle.Platform.Tests.Directories;

public sealed class OpenDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Open_LinkOnTheWay_IsRefused()
    {
        Directory.CreateDirectory(_disk["real/deep"]);
        Directory.CreateSymbolicLink(_disk["link"], _disk["real"]);

        Assert.Equal(StorageError.Link, Assert.Throws<StorageException>(() => OpenDirectory.Open(_disk["link/deep"])).Error);
        Assert.Equal(StorageError.Link, Assert.Throws<StorageException>(() => OpenDirectory.Open(_disk["link/new"], create: true)).Error);
        Assert.False(Directory.Exists(_disk["real/new"]));
    }

    [Fact]
    public void Files_LinkAsName_AreNotOpened()
    {
        File.WriteAllText(_disk["real"], "");
        File.CreateSymbolicLink(_disk["link"], "real");
        File.CreateSymbolicLink(_disk["dangling"], "none");
        using var directory = OpenDirectory.Open(_disk.Path);

        Assert.Equal(FileKind.Link, directory.Find("link")!.Kind);
        Assert.Equal(StorageError.Link, Assert.Throws<StorageException>(() => directory.OpenFile("link")).Error);
        Assert.Equal(StorageError.Link, Assert.Throws<StorageException>(() => directory.OpenForWriting("link")).Error);
        Assert.Equal(StorageError.Exists, Assert.Throws<StorageException>(() => directory.CreateFile("dangling")).Error);
        Assert.False(File.Exists(_disk["none"]));
    }

    [Fact]
    public void Directory_MovedAway_IsStillTheOneThatIsWrittenTo()
    {
        Directory.CreateDirectory(_disk["here"]);
        Directory.CreateDirectory(_disk["trap"]);
        using var directory = OpenDirectory.Open(_disk["here"]);
        Directory.Move(_disk["here"], _disk["there"]);
        Directory.CreateSymbolicLink(_disk["here"], _disk["trap"]);

        directory.CreateFile("a").Dispose();
        directory.Rename("a", "b");

        Assert.Equal(["b"], directory.Names());
        Assert.True(File.Exists(_disk["there/b"]));
        Assert.Empty(Directory.GetFileSystemEntries(_disk["trap"]));
    }

    [Fact]
    public void Remove_TreeWithLinks_LeavesWhatTheyPointAt()
    {
        Directory.CreateDirectory(_disk["tree/a/b"]);
        Directory.CreateDirectory(_disk["kept"]);
        File.WriteAllText(_disk["kept/file"], "");
        Directory.CreateSymbolicLink(_disk["tree/a/out"], _disk["kept"]);
        using var directory = OpenDirectory.Open(_disk.Path);

        Assert.Null(DirectoryRemoval.Remove(directory, "tree", TestContext.Current.CancellationToken));

        Assert.Equal([_disk["kept"]], Directory.GetFileSystemEntries(_disk.Path));
        Assert.True(File.Exists(_disk["kept/file"]));
    }

    [Fact]
    public void RealPath_LinksInACircle_AreRefused()
    {
        Directory.CreateSymbolicLink(_disk["a"], "b");
        Directory.CreateSymbolicLink(_disk["b"], "a");
        Assert.Equal(StorageError.Link, Assert.Throws<StorageException>(() => RealPath.Resolve(_disk["a/x"])).Error);
    }

    [Fact]
    public async Task Version_InPlaceChange_IsAnotherOne()
    {
        File.WriteAllText(_disk["f"], "one");
        using var directory = OpenDirectory.Open(_disk.Path);
        var before = directory.Find("f")!.Version;
        Assert.Equal(before, directory.Find("f")!.Version);

        // The clock of file times ticks every few milliseconds.
        await Eventually.TrueAsync(
            () =>
            {
                File.WriteAllText(_disk["f"], "two");
                return directory.Find("f")!.Version != before;
            },
            TestContext.Current.CancellationToken);
    }
}
