using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Directories;
using Tentacle.Testing;

namespace Tentacle.Platform.Tests.Directories;

/// <summary>B1, B2, B3: whatever a script leaves behind can be removed.</summary>
public sealed partial class DirectoryRemovalTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData(120, 41)]
    [InlineData(20_000, 1)]
    [InlineData(3_000, 255)]
    public void Remove_TreeDeeperThanAPathCanSay_IsGone(int depth, int nameLength)
    {
        MakeDeep(depth, new string('d', nameLength));
        var descriptors = Directory.GetFiles("/proc/self/fd").Length;

        Assert.Null(DirectoryRemoval.Remove(_disk["tree"], Token));

        Assert.Empty(Directory.GetFileSystemEntries(_disk.Path));
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, descriptors + 500);
    }

    [Fact]
    public async Task Remove_DirectoryThatGetsAFileMeanwhile_IsReadAgainAndGone()
    {
        var (first, large, late) = (_disk["tree/first"], _disk["tree/large"], _disk["tree/late"]);
        Directory.CreateDirectory(large);
        File.Create(first).Dispose();
        for (var i = 0; i < 20_000; i++)
        {
            File.Create(Path.Combine(large, i.ToString(CultureInfo.InvariantCulture))).Dispose();
        }

        // The files of the tree go before its directories, which takes long enough here.
        var writer = Task.Run(
            () =>
            {
                SpinWait.SpinUntil(() => !File.Exists(first));
                File.Create(late).Dispose();
                return Directory.Exists(large);
            },
            Token);
        var remains = DirectoryRemoval.Remove(_disk["tree"], Token);

        Assert.True(await writer);
        Assert.Null(remains);
        Assert.False(Directory.Exists(_disk["tree"]));
    }

    [Fact]
    public void Remove_NamesInWhateverBytes_AreGone()
    {
        Directory.CreateDirectory(_disk["tree"]);
        using (var tree = OpenDirectory.Open(_disk["tree"]))
        {
            foreach (var name in (string[])["caf\uDCE9", "line\nbreak", "\u001b[31m", "raw:x", "\uDC80\uDCFF", "\U0001F600\uDC80", " ", "-rf", "*"])
            {
                tree.CreateFile(name).Dispose();
                LinuxCalls.TryMakeDirectory(Handle(_disk["tree"]), "folder-" + name, name);
            }
        }

        Assert.Null(DirectoryRemoval.Remove(_disk["tree"], Token));
        Assert.Empty(Directory.GetFileSystemEntries(_disk.Path));
    }

    [Fact]
    public void Remove_MoreDirectoriesThanAreKeptInMemory_AreGone()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Directory.CreateDirectory(_disk[$"tree/{i}"]);
        }

        Assert.Null(DirectoryRemoval.Remove(_disk["tree"], Token));
        Assert.Empty(Directory.GetFileSystemEntries(_disk.Path));
    }

    [Fact]
    public void Remove_PipesSocketsAndLinks_GoAndWhatTheyPointAtStays()
    {
        Directory.CreateDirectory(_disk["tree/a"]);
        Directory.CreateDirectory(_disk["kept"]);
        File.WriteAllText(_disk["kept/file"], "");
        Directory.CreateSymbolicLink(_disk["tree/a/out"], _disk["kept"]);
        File.CreateSymbolicLink(_disk["tree/zero"], "/dev/zero");
        Assert.Equal(0, MakePipe(_disk["tree/a/pipe"], 0x180));

        Assert.Null(DirectoryRemoval.Remove(_disk["tree"], Token));

        Assert.Equal([_disk["kept"]], Directory.GetFileSystemEntries(_disk.Path));
        Assert.True(File.Exists(_disk["kept/file"]));
    }

    [Fact]
    public void Remove_LinkToADirectory_RemovesTheLinkOnly()
    {
        Directory.CreateDirectory(_disk["kept/in"]);
        Directory.CreateSymbolicLink(_disk["tree"], _disk["kept"]);

        Assert.Null(DirectoryRemoval.Remove(_disk["tree"], Token));

        Assert.True(Directory.Exists(_disk["kept/in"]));
        Assert.False(Path.Exists(_disk["tree"]));
    }

    [Fact]
    public void Remove_NothingThere_IsNoRemains()
    {
        Assert.Null(DirectoryRemoval.Remove(_disk["none"], Token));
        Assert.Null(DirectoryRemoval.Remove(_disk["none/below"], Token));
    }

    [Fact]
    public void Remove_OwnDirectoriesWithoutAnyPermission_AreGone()
    {
        Directory.CreateDirectory(_disk["tree/closed/deeper"]);
        File.WriteAllText(_disk["tree/closed/deeper/file"], "");
        GiveAway(_disk["tree"]);
        foreach (var closed in (string[])["tree/closed/deeper", "tree/closed"])
        {
            File.SetUnixFileMode(_disk[closed], UnixFileMode.None);
        }

        AsNobody(() => Assert.Null(DirectoryRemoval.Remove(_disk["tree"], Token)));

        Assert.False(Path.Exists(_disk["tree"]));
    }

    [Fact]
    public void Remove_FilesOfAnotherAccount_StayAndAreTold_AllElseGoes()
    {
        Directory.CreateDirectory(_disk["tree/a/foreign"]);
        Directory.CreateDirectory(_disk["tree/b"]);
        File.WriteAllText(_disk["tree/a/own"], "");
        File.WriteAllText(_disk["tree/a/foreign/one"], "");
        File.WriteAllText(_disk["tree/a/foreign/two"], "");
        GiveAway(_disk["tree"], except: _disk["tree/a/foreign"]);
        DirectoryRemains? remains = null;

        AsNobody(() => remains = DirectoryRemoval.Remove(_disk["tree"], Token));

        Assert.Equal((2L, StorageError.AccessDenied), (remains!.Count, remains.Error));
        Assert.StartsWith(_disk["tree/a/foreign/"], remains.Path, StringComparison.Ordinal);
        Assert.Equal([_disk["tree/a"], _disk["tree/a/foreign"], _disk["tree/a/foreign/one"], _disk["tree/a/foreign/two"]], Directory.GetFileSystemEntries(_disk["tree"], "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void Remove_OtherFileSystemInIt_IsLeftAloneAndTold()
    {
        Directory.CreateDirectory(_disk["tree/mounted"]);
        File.WriteAllText(_disk["tree/file"], "");
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Mount("none", _disk["tree/mounted"], "tmpfs", 0, 0) == 0, "Needs the right to mount.");
        try
        {
            File.WriteAllText(_disk["tree/mounted/kept"], "");

            var remains = DirectoryRemoval.Remove(_disk["tree"], Token);

            Assert.Equal((1L, StorageError.Busy, _disk["tree/mounted"]), (remains!.Count, remains.Error, remains.Path));
            Assert.True(File.Exists(_disk["tree/mounted/kept"]));
            Assert.False(File.Exists(_disk["tree/file"]));
        }
        finally
        {
            Assert.Equal(0, Unmount(_disk["tree/mounted"]));
        }

        Assert.Null(DirectoryRemoval.Remove(_disk["tree"], Token));
    }

    [Fact]
    public void Remove_Canceled_Ends()
    {
        Directory.CreateDirectory(_disk["tree/a"]);
        Assert.Throws<OperationCanceledException>(() => DirectoryRemoval.Remove(_disk["tree"], new CancellationToken(canceled: true)));
        Assert.True(Directory.Exists(_disk["tree/a"]));
    }

    private static SafeFileHandle Handle(string path)
    {
        using var root = LinuxCalls.OpenRoot();
        return LinuxCalls.OpenAt(root, path[1..], LinuxCalls.PathOnly | LinuxCalls.OnlyDirectory, path);
    }

    private void MakeDeep(int depth, string name)
    {
        Directory.CreateDirectory(_disk["tree"]);
        var at = Handle(_disk["tree"]);
        for (var i = 0; i < depth; i++)
        {
            LinuxCalls.TryMakeDirectory(at, name, name);
            using var above = at;
            at = LinuxCalls.OpenAt(above, name, LinuxCalls.PathOnly | LinuxCalls.OnlyDirectory, name);
        }

        at.Dispose();
    }

    private static void GiveAway(string root, string? except = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Needs files of two accounts.");
        foreach (var path in Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories).Append(root).Append(Path.GetDirectoryName(root)!))
        {
            if (except is null || !path.StartsWith(except, StringComparison.Ordinal))
            {
                Assert.Equal(0, ChangeOwner(path, Nobody, Nobody));
            }
        }
    }

    // The kernel knows the account for file access thread by thread.
    private static void AsNobody(Action act)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(Nobody);
            try
            {
                act();
            }
#pragma warning disable CA1031 // It is thrown where it belongs.
            catch (Exception e)
#pragma warning restore CA1031
            {
                thrown = e;
            }
            finally
            {
                _ = SetFileSystemUser(0);
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
    }

    private const uint Nobody = 65534;

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string kind, nuint flags, nint data);

    [LibraryImport("libc", EntryPoint = "umount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target);
}
