using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Tentacle.Testing;
using ZstdSharp;

namespace Tentacle.Archives.Tests;

public sealed class ArchiveExtractionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Target => _directory["out"];

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("..\\evil")]
    [InlineData("/etc/evil")]
    [InlineData("\\evil")]
    [InlineData("C:/evil")]
    [InlineData("C:\\evil")]
    [InlineData("\\\\server\\share\\evil")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("bell\a")]
    public void Zip_EntryWithAnUnsafeName_IsRefusedAndNothingIsOutside(string name)
    {
        var archive = new TestPackage().With("fine", "x").With(name, "evil").Save(_directory["p.zip"]);

        var refused = Assert.Throws<PackageException>(() => Extract(archive));

        Assert.Contains("The package is refused", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["out", "p.zip"], Directory.EnumerateFileSystemEntries(_directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    public void Tar_EntryWithAnUnsafeName_IsRefused(string name)
    {
        var archive = Tar(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("evil"u8.ToArray()) });

        Assert.Throws<PackageException>(() => Extract(archive));
        Assert.False(File.Exists(_directory["evil"]));
    }

    [Theory]
    [InlineData("same", "same")]
    [InlineData("file", "file/below")]
    [InlineData("dir/file", "dir")]
    public void Names_ThatAreOne_AreRefused(string first, string second)
    {
        var archive = new TestPackage().With(first, "1").With(second, "2").Save(_directory["p.zip"]);

        Assert.Throws<PackageException>(() => Extract(archive));
    }

    [Theory]
    [InlineData("link", "/etc/passwd")]
    [InlineData("link", "../outside")]
    [InlineData("dir/link", "../../outside")]
    [InlineData("link", "dir/../../outside")]
    [InlineData("link", "..\\outside")]
    [InlineData("link", "")]
    public void Link_ThatMayLeadOut_IsRefused(string name, string target)
    {
        var archive = new TestPackage().With("dir/file", "x").WithLink(name, target).Save(_directory["p.zip"]);

        Assert.Throws<PackageException>(() => Extract(archive));
    }

    [Fact]
    public void Link_OverAnotherLink_IsRefused()
    {
        var archive = new TestPackage().With("a/b/file", "x").WithLink("a/up", "..").WithLink("escape", "a/up/up2").Save(_directory["p.zip"]);

        Assert.Contains("over another link", Assert.Throws<PackageException>(() => Extract(archive)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_BelowALink_IsRefusedInEitherOrder()
    {
        Assert.Throws<PackageException>(() => Extract(new TestPackage().WithLink("dir", ".").With("dir/file", "x").Save(_directory["1.zip"])));
        Directory.Delete(Target, recursive: true);
        Assert.Throws<PackageException>(() => Extract(new TestPackage().With("dir/file", "x").WithLink("dir", ".").Save(_directory["2.zip"])));
    }

    [Fact]
    public void Link_ThatStaysInside_IsMade()
    {
        Extract(new TestPackage().With("lib/v1/file", "x").WithLink("lib/current", "v1").WithLink("bin/file", "../lib/v1/file").Save(_directory["p.zip"]));

        Assert.Equal("x", File.ReadAllText(Path.Combine(Target, "bin", "file")));
        Assert.Equal("x", File.ReadAllText(Path.Combine(Target, "lib", "current", "file")));
    }

    [Fact]
    public void HardLink_ToAFileBefore_IsACopy_AndToAnythingElse_IsRefused()
    {
        Extract(Tar(
            new PaxTarEntry(TarEntryType.RegularFile, "one") { DataStream = new MemoryStream("x"u8.ToArray()) },
            new PaxTarEntry(TarEntryType.HardLink, "two") { LinkName = "one" }));
        Assert.Equal("x", File.ReadAllText(Path.Combine(Target, "two")));
        Directory.Delete(Target, recursive: true);

        Assert.Throws<PackageException>(() => Extract(Tar(new PaxTarEntry(TarEntryType.HardLink, "two") { LinkName = "/etc/passwd" })));
    }

    [Theory]
    [InlineData(0x1000)]
    [InlineData(0x2000)]
    [InlineData(0x6000)]
    [InlineData(0xC000)]
    public void Zip_DevicesPipesAndSockets_AreRefused(int type) =>
        Assert.Throws<PackageException>(() => Extract(new TestPackage().WithType("thing", type).Save(_directory["p.zip"])));

    [Fact]
    public void Tar_Pipe_IsRefused() => Assert.Throws<PackageException>(() => Extract(Tar(new PaxTarEntry(TarEntryType.Fifo, "pipe"))));

    [Fact]
    public void Permissions_AreKept_AndNoMoreThanPermissions()
    {
        Extract(Tar(new PaxTarEntry(TarEntryType.RegularFile, "run") { Mode = (UnixFileMode)0b110_111_101_101, DataStream = new MemoryStream("x"u8.ToArray()) }));

        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(Target, "run")));
    }

    [Fact]
    public void Bomb_IsRefusedByItsRatio()
    {
        var archive = new TestPackage().With("zeros", new byte[2 << 20]).Save(_directory["p.zip"]);

        var refused = Assert.Throws<PackageException>(() => Extract(archive, new ArchiveLimits { RatioFrom = 1 << 20 }));

        Assert.Contains("200 times", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Package_OverTheLimits_IsRefused()
    {
        var archive = new TestPackage().With("one", "12345").With("two", "12345").Save(_directory["p.zip"]);

        Assert.Contains("9 bytes", Assert.Throws<PackageException>(() => Extract(archive, new ArchiveLimits { MaxBytes = 9 })).Message, StringComparison.Ordinal);
        Directory.Delete(Target, recursive: true);
        Assert.Contains("more than 1 files", Assert.Throws<PackageException>(() => Extract(archive, new ArchiveLimits { MaxEntries = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tar_WithNamesAsLongAsABook_IsRefusedBeforeTheyAreInMemory()
    {
        var attributes = new Dictionary<string, string> { ["comment"] = new('x', 4 << 20) };
        var archive = Tar(new PaxTarEntry(TarEntryType.RegularFile, "file", attributes) { DataStream = new MemoryStream("x"u8.ToArray()) });

        Assert.Contains("names and attributes", Assert.Throws<PackageException>(() => Extract(archive)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NuGetPackage_LosesWhatIsNuGetsOwn_AndItsNamesAreDecodedBeforeTheyAreChecked()
    {
        var nupkg = new TestPackage().With("[Content_Types].xml", "x").With("_rels/.rels", "x").With("package/services/metadata/core-properties/1.psmdcp", "x").With("web.nuspec", "x");
        Extract(nupkg.With("my%20app/a%2Bb.txt", "x").Save(_directory["p.nupkg"]));
        Assert.Equal(["my app/a+b.txt", "web.nuspec"], Directory.EnumerateFiles(Target, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Target, f)).Order(StringComparer.Ordinal));
        Directory.Delete(Target, recursive: true);

        Assert.Throws<PackageException>(() => Extract(nupkg.With("%2E%2E/evil", "x").Save(_directory["q.nupkg"])));
    }

    [Fact]
    public void DamagedArchives_AreSaidToBeDamaged()
    {
        var whole = File.ReadAllBytes(new TestPackage().With("file", new string('x', 10_000)).Save(_directory["p.zip"]).FullName);
        foreach (var content in new[] { whole[..^40], [.. whole[..30], .. whole[60..]], "no archive"u8.ToArray(), [] })
        {
            File.WriteAllBytes(_directory["damaged"], content);

            Assert.Throws<PackageException>(() => Extract(new FileInfo(_directory["damaged"])));
            if (Directory.Exists(Target))
            {
                Directory.Delete(Target, recursive: true);
            }
        }
    }

    [Fact]
    public void Tar_OfTheDialectsInUse_IsExtracted()
    {
        foreach (var entry in new TarEntry[] { new PaxTarEntry(TarEntryType.RegularFile, "a/b"), new GnuTarEntry(TarEntryType.RegularFile, "a/b"), new UstarTarEntry(TarEntryType.RegularFile, "./a/b") })
        {
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(entry.Format.ToString()));
            Extract(Tar(entry));
            Assert.Equal(entry.Format.ToString(), File.ReadAllText(Path.Combine(Target, "a", "b")));
            Directory.Delete(Target, recursive: true);
        }
    }

    [Fact]
    public void Tar_CompressedByZstandard_IsExtracted()
    {
        Extract(Zstandard("file", new string('x', 300_000), level: 19));

        Assert.Equal(new string('x', 300_000), File.ReadAllText(Path.Combine(Target, "file")));
    }

    [Fact]
    public void Zstandard_BombOrDamage_IsRefused()
    {
        var archive = Zstandard("file", new string('x', 3 << 20), level: 3);

        Assert.Contains("200 times", Assert.Throws<PackageException>(() => Extract(archive, new ArchiveLimits { RatioFrom = 1 << 20 })).Message, StringComparison.Ordinal);
        Directory.Delete(Target, recursive: true);
        var content = File.ReadAllBytes(archive.FullName);
        File.WriteAllBytes(archive.FullName, content[..(content.Length / 2)]);
        Assert.Contains("damaged", Assert.Throws<PackageException>(() => Extract(archive)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zstandard_ThatWantsMoreMemoryThanItsOwnProgramGives_IsRefused()
    {
        // Frame header: a window of 2^41 bytes, and one empty block.
        File.WriteAllBytes(_directory["p.tar.zst"], [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0x01, 0x00, 0x00]);

        Assert.Contains("damaged", Assert.Throws<PackageException>(() => Extract(new FileInfo(_directory["p.tar.zst"]))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private void Extract(FileInfo archive, ArchiveLimits? limits = null) =>
        ArchiveExtraction.Run(archive.FullName, Target, limits ?? new ArchiveLimits(), _ => { }, TestContext.Current.CancellationToken);

    private FileInfo Zstandard(string name, string content, int level)
    {
        var file = new FileInfo(_directory["p.tar.zst"]);
        using (var zipped = new CompressionStream(file.Create(), level, leaveOpen: false))
        using (var tar = new TarWriter(zipped))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        return file;
    }

    private FileInfo Tar(params TarEntry[] entries)
    {
        var file = new FileInfo(_directory["p.tar.gz"]);
        using (var zipped = new GZipStream(file.Create(), CompressionLevel.Fastest))
        using (var tar = new TarWriter(zipped))
        {
            Array.ForEach(entries, tar.WriteEntry);
        }

        return file;
    }
}
