using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Files;

/// <summary>A disk that fails while an upload comes: said, and made good when it is back.</summary>
public sealed class DiskFailureSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>
{
    // EXT4_IOC_SHUTDOWN without flushing: from then on every call that needs the disk fails, as when its cable was pulled.
    private const string Fail = "import fcntl, os, struct, sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_am_told_when_the_disk_fails_and_find_the_old_content_when_it_is_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/dev/loop-control"), "Only root mounts a disk of its own.");
        using var here = new TemporaryDirectory();
        var (image, disk) = (here["image"], here["disk"]);
        Directory.CreateDirectory(disk);
        await DoAsync("truncate", "-s", "64M", image);
        await DoAsync("mkfs.ext4", "-q", image);
        await DoAsync("mount", "-o", "loop", image, disk);
        try
        {
            using var before = await agent.PutAsync(Path.Combine(disk, "file"), [1, 2, 3]);
            var upload = agent.SendAsync(HttpMethod.Put, TransferAgent.File(Path.Combine(disk, "file")), new StreamContent(new EndlessStream(long.MaxValue, slow: true)));
            await Eventually.TrueAsync(() => TransferAgent.Leftovers(disk).Any(f => new FileInfo(f).Length > 0), Cancel);
            await DoAsync("sync", "-f", disk);
            await DoAsync("python3", "-c", Fail, disk);
            using var answer = await upload;
            Assert.Equal((500, ProblemTypes.StorageFailed), await answer.ProblemAsync());

            await DoAsync("umount", disk);
            await DoAsync("mount", "-o", "loop", image, disk);
            Assert.Single(TransferAgent.Leftovers(disk));
            await agent.Instance.StopAgentAsync(Cancel);
            await agent.StartAsync(Cancel);

            Assert.Equal([Path.Combine(disk, "file")], Directory.GetFiles(disk));
            Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(disk, "file"), Cancel));
        }
        finally
        {
            await RunningProgram.RunAsync(new ProgramStart("umount", disk), CancellationToken.None);
        }
    }

    private static async Task DoAsync(string program, params string[] arguments) =>
        (await RunningProgram.RunAsync(new ProgramStart(program, arguments), Cancel)).Succeeded();
}
