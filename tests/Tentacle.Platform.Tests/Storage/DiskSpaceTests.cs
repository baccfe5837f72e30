using Tentacle.Platform.Storage;
using Tentacle.Testing;

namespace Tentacle.Platform.Tests.Storage;

public sealed class DiskSpaceTests
{
    [Fact]
    public void FreeInodes_OfATemporaryDirectory_IsAShare()
    {
        using var directory = new TemporaryDirectory();
        Assert.InRange(DiskSpace.FreeInodes(directory.Path) ?? 1, 0.001, 1);
        Assert.InRange(DiskSpace.FreeBytes(directory.Path), 1, long.MaxValue);
    }

    [Fact]
    public void FreeInodes_WhereThereIsNoLimit_IsUnknown()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's.");
        Assert.Null(DiskSpace.FreeInodes("/proc"));
    }
}
