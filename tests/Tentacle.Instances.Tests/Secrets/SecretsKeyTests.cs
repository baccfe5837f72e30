using System.Security.Cryptography;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Testing;
using Tentacle.Testing.Faults;

namespace Tentacle.Instances.Tests.Secrets;

public sealed class SecretsKeyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Unprotect_BySameKeyFromDisk_GivesTheDataBack()
    {
        using var key = Load("a");
        using var again = Load("a");

        Assert.Equal([1, 2, 3], again.Unprotect("p", key.Protect("p", [1, 2, 3])));
        Assert.Equal([], again.Unprotect("p", key.Protect("p", [])));
        Assert.NotEqual(key.Protect("p", [1, 2, 3]), key.Protect("p", [1, 2, 3]));
    }

    [Fact]
    public void Unprotect_ForAnotherPurposeOrKeyOrChanged_IsRefused()
    {
        using var key = Load("a");
        using var other = Load("b");
        var data = key.Protect("p", [1, 2, 3]);
        byte[] changed = [.. data[..^1], (byte)(data[^1] ^ 1)];

        Assert.ThrowsAny<CryptographicException>(() => key.Unprotect("q", data));
        Assert.ThrowsAny<CryptographicException>(() => other.Unprotect("p", data));
        Assert.ThrowsAny<CryptographicException>(() => key.Unprotect("p", changed));
        Assert.ThrowsAny<CryptographicException>(() => key.Unprotect("p", [1, 2]));
    }

    [Fact]
    public void Hash_Always_DependsOnKeyPurposeAndData()
    {
        using var key = Load("a");
        using var again = Load("a");
        using var other = Load("b");

        var hash = key.Hash("p", [1]);

        Assert.Equal(32, hash.Length);
        Assert.Equal(hash, again.Hash("p", [1]));
        Assert.NotEqual(hash, other.Hash("p", [1]));
        Assert.NotEqual(hash, key.Hash("q", [1]));
        Assert.NotEqual(hash, key.Hash("p", [2]));
        Assert.NotEqual(key.Hash("ab", "c"u8), key.Hash("a", "bc"u8));
    }

    [Theory]
    [InlineData("pipe", "a device, a pipe or a socket")]
    [InlineData("directory", "is a directory")]
    [InlineData("1 GB", "bytes")]
    [InlineData("empty", "has 0 bytes")]
    public void Load_SomethingElseInTheKeysPlace_IsRefusedAndNotWaitedFor(string damage, string expected)
    {
        Load("a").Dispose();
        FileDamage.Apply(SecretsKeyFile.PathOf(_directory["root"], "a"), damage);

        Assert.Contains(expected, Assert.Throws<SettingsException>(() => Load("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadOrCreate_ByManyAtOnce_IsOneKey()
    {
        using var start = new Barrier(8);

        var hashes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                using var key = Load("shared");
                return Convert.ToHexString(key.Hash("p", [1]));
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Single(hashes.Distinct());
        Assert.Empty(Directory.GetFiles(_directory["root/Tentacle/Keys"], "*.tmp"));
    }

    [Fact]
    public void LoadOrCreate_OnUnix_IsOwnerOnlyInAFolderThatCanBePassed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes.");
            return;
        }

        using var key = Load("a");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory["root/Tentacle/Keys/a.key"]));
        Assert.Equal(SharedDirectory.PassThrough, File.GetUnixFileMode(_directory["root/Tentacle/Keys"]));
    }

    [Fact]
    public void LoadOrCreate_DamagedFile_SaysWhatIsLost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the operating system says it.");
        Load("a").Dispose();
        File.WriteAllBytes(_directory["root/Tentacle/Keys/a.key"], [1, 2, 3]);

        var e = Assert.Throws<SettingsException>(() => Load("a"));

        Assert.Contains("has 3 bytes instead of 32", e.Message, StringComparison.Ordinal);
        Assert.Contains(_directory["root/Tentacle/Keys/a.key"], e.Message, StringComparison.Ordinal);
    }

    private SecretsKey Load(string name) => SecretsKeyFile.LoadOrCreate(SecretsKeyFile.PathOf(_directory["root"], name));
}
