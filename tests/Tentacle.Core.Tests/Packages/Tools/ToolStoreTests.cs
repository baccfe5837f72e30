using Tentacle.Archives;
using Tentacle.Core.Packages.Tools;
using Tentacle.Core.Tests.Jobs;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Programs;
using Tentacle.Testing.Archives;

namespace Tentacle.Core.Tests.Packages.Tools;

public sealed class ToolStoreTests : IDisposable
{
    private readonly JobHome _home = new();

    private string Parent => Path.Combine(_home.Site.HomeDirectory, "Tools", "spanner");

    private string Uploads => Path.Combine(_home.Site.HomeDirectory, "Uploads");

    [Fact]
    public async Task A13_OldVersionThatCannotBeRemoved_HindersNothingAndIsToldAndTriedAgain()
    {
        var tools = new ToolStore(_home.Site, TimeProvider.System);
        var old = Path.Combine(await PutAsync(tools, "1.0.0", "old"), "spanner");
        Assert.SkipUnless(TryChangeAttribute("+i", old), "This file system, or account, cannot make a file immutable.");
        try
        {
            Assert.Equal("new", File.ReadAllText(Path.Combine(await PutAsync(tools, "1.0.0", "new"), "spanner")));
            Assert.Single(_home.Site.Leftovers.All);
            Assert.True(tools.Remove("spanner", "1.0.0"));
            await PutAsync(tools, "2.0.0", "two");
        }
        finally
        {
            foreach (var file in Directory.EnumerateFiles(Parent, "spanner", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            {
                TryChangeAttribute("-i", file);
            }
        }

        Assert.Equal("2.0.0", Assert.Single(tools.List()).Version);
    }

    [Fact]
    public async Task Put_WhatACrashLeftHalfExtracted_IsRemoved()
    {
        var tools = new ToolStore(_home.Site, TimeProvider.System);
        Directory.CreateDirectory(Path.Combine(Parent, ".0123456789abcdef", "deep"));

        await PutAsync(tools, "1.0.0", "x");

        Assert.Equal(["1.0.0", "1.0.0.tool.json"], Directory.EnumerateFileSystemEntries(Parent).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A3_DamagedPackage_LeavesNothing()
    {
        var tools = new ToolStore(_home.Site, TimeProvider.System);
        using (var package = await ReceiveAsync(tools, new RawZip().With(new("spanner", "x") { Crc = 1 })))
        {
            Assert.Throws<PackageException>(() => tools.Put("spanner", "1.0.0", package, TestContext.Current.CancellationToken));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Parent));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Uploads));
    }

    public void Dispose() => _home.Dispose();

    private static bool TryChangeAttribute(string change, string file) =>
        ExecutableSearch.Find("chattr") is { } chattr && ForegroundProcess.Run(chattr, [change, file], new Dictionary<string, string>(), "/") == 0;

    private async Task<string> PutAsync(ToolStore tools, string version, string content)
    {
        using var package = await ReceiveAsync(tools, new RawZip().With(new("spanner", content)));
        return tools.Put("spanner", version, package, TestContext.Current.CancellationToken).Tool.Directory;
    }

    private async Task<ReceivedPackage> ReceiveAsync(ToolStore tools, RawZip zip)
    {
        Directory.CreateDirectory(Uploads);
        return await tools.ReceiveAsync(new MemoryStream(zip.ToBytes()), withSha512: false, TestContext.Current.CancellationToken);
    }
}
