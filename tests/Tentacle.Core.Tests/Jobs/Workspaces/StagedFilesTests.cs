using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Jobs.Workspaces;

public sealed class StagedFilesTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task MoveTo_StagedFiles_AreTheWorkspaceAndNothingIsLeft()
    {
        using (var files = new StagedFiles(_root.Path))
        {
            await files.AddAsync("config/app.json", new MemoryStream("{}"u8.ToArray()), TestContext.Current.CancellationToken);
            Assert.Equal(new StagedFile("config/app.json", 2, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"), Assert.Single(files.Files));
            files.MoveTo(_root["job"]);
        }

        Assert.Equal("{}", await File.ReadAllTextAsync(_root["job/config/app.json"], TestContext.Current.CancellationToken));
        Assert.Equal([_root["job"]], Directory.GetFileSystemEntries(_root.Path));
    }

    // B3
    [Fact]
    public async Task Add_ManyFiles_TakesTimeInProportion()
    {
        const int count = 20_000;
        using var files = new StagedFiles(_root.Path);
        for (var i = 0; i < count; i++)
        {
            Assert.False(files.Contains($"d{i % 100}/f{i}"));
            await files.AddAsync($"d{i % 100}/f{i}", new MemoryStream([1]), TestContext.Current.CancellationToken);
        }

        files.MoveTo(_root["job"]);
        Assert.Equal(count, Directory.EnumerateFiles(_root["job"], "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task Dispose_NotMoved_LeavesNothing()
    {
        using (var files = new StagedFiles(_root.Path))
        {
            await files.AddAsync("a", new MemoryStream([1]), TestContext.Current.CancellationToken);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_root.Path));
    }

    [Theory]
    [InlineData("dir/FILE", true)]
    [InlineData("dir", true)]
    [InlineData("dir/file/below", true)]
    [InlineData("dir/other", false)]
    public async Task Contains_NameThatCollides_IsTrue(string name, bool expected)
    {
        using var files = new StagedFiles(_root.Path);
        await files.AddAsync("dir/file", new MemoryStream([1]), TestContext.Current.CancellationToken);
        Assert.Equal(expected, files.Contains(name));
    }

    [Fact]
    public async Task Add_DiskThatMustStayFreer_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        using var files = new StagedFiles(directory.Path, minimumFree: long.MaxValue);

        var refused = await Assert.ThrowsAsync<WorkspaceFullException>(() => files.AddAsync("a", new MemoryStream([1]), TestContext.Current.CancellationToken));

        Assert.Equal(long.MaxValue, refused.NeededBytes);
        Assert.Empty(files.Files);
    }
}
