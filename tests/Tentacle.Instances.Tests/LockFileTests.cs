using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Instances.Tests;

/// <summary>D4: a lock that only its owner can hold.</summary>
public sealed class LockFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryDirectory _directory = new();

    public LockFileTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes and links are those of Unix.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Lock => _directory["a.lock"];

    private string Guarded => _directory["a"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TryTake_TwiceAtOnce_IsHeldByTheFirstUntilItIsDisposed()
    {
        using (LockFile.TryTake(Lock, Guarded))
        {
            Assert.Null(LockFile.TryTake(Lock, Guarded));
        }

        using var again = LockFile.TryTake(Lock, Guarded);
        Assert.NotNull(again);
    }

    [Fact]
    public void TryTake_NewOrWiderFile_IsOwnerOnly()
    {
        LockFile.TryTake(Lock, Guarded)!.Dispose();
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Lock));
        File.SetUnixFileMode(Lock, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);

        LockFile.TryTake(Lock, Guarded)!.Dispose();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Lock));
    }

    [Fact]
    public void TryTake_LinkInItsPlace_IsRefusedAndItsTargetUntouched()
    {
        File.WriteAllText(_directory["target"], "content");
        File.CreateSymbolicLink(Lock, _directory["target"]);

        Assert.ThrowsAny<IOException>(() => LockFile.TryTake(Lock, Guarded));

        File.Delete(Lock);
        File.CreateSymbolicLink(Lock, _directory["nothing"]);
        Assert.ThrowsAny<IOException>(() => LockFile.TryTake(Lock, Guarded));
        Assert.False(File.Exists(_directory["nothing"]));
        Assert.Equal("content", File.ReadAllText(_directory["target"]));
    }

    [Fact]
    public async Task TryTake_PipeInItsPlace_IsRefusedAtOnce()
    {
        (await RunningProgram.RunAsync(new ProgramStart("/usr/bin/mkfifo", Lock), Cancel)).Succeeded();
        Assert.Contains("not a regular file", Assert.ThrowsAny<IOException>(() => LockFile.TryTake(Lock, Guarded)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_LockOfAnotherProcess_NamesThatAndNotWhatTheFileSays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who holds a lock.");
        await File.WriteAllTextAsync(Lock, "1\n", Cancel);
        await using var holder = RunningProgram.Start(new ProgramStart("/usr/bin/flock", "--no-fork", Lock, "sleep", "1000"));

        await Eventually.TrueAsync(() => LockHolder.Find(Lock).Count == 1, Cancel);

        Assert.Equal(holder.Id, LockHolder.Find(Lock)[0].Pid);
        Assert.StartsWith($"process {holder.Id} (", LockHolder.Describe(Lock), StringComparison.Ordinal);
        Assert.Null(LockFile.TryTake(Lock, Guarded));
    }

    [Fact]
    public void Find_FreeLock_NamesNoHolder()
    {
        LockFile.TryTake(Lock, Guarded)!.Dispose();
        Assert.Empty(LockHolder.Find(Lock));
        Assert.Contains("cannot be known", LockHolder.Describe(Lock), StringComparison.Ordinal);
    }
}
