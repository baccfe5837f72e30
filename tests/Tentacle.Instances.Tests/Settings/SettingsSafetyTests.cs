using Tentacle.Instances.Settings;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Instances.Tests.Settings;

/// <summary>What a full disk and the end of the process do to the settings file: nothing.</summary>
public sealed class SettingsSafetyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Change_FullDisk_KeepsTheOldFileAndLeavesNoOther()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A small file system can be mounted by root only.");
        Directory.CreateDirectory(_directory["disk"]);
        var mounted = await RunningProgram.RunAsync(new ProgramStart("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", _directory["disk"]), Token);
        Assert.SkipUnless(mounted.ExitCode == 0, $"No file system can be mounted here: {mounted.Errors}");
        try
        {
            var store = new SettingsStore(_directory["disk/Tentacle.config"]);
            store.Create(new InstanceSettings());
            var before = await File.ReadAllBytesAsync(store.Path, Token);
            await FillAsync(_directory["disk/filler"]);

            var e = Assert.Throws<SettingsException>(() => store.Change(s => s with { Octopus = s.Octopus with { Home = "/" + new string('x', 4000) } }));

            Assert.Contains(store.Path, e.Message, StringComparison.Ordinal);
            Assert.Equal(before, await File.ReadAllBytesAsync(store.Path, Token));
            Assert.Empty(Directory.GetFiles(_directory["disk"], "*.tmp"));
        }
        finally
        {
            await RunningProgram.RunAsync(new ProgramStart("umount", _directory["disk"]), Token);
        }
    }

    private static async Task FillAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
