using Tentacle.Instances.Secrets;

namespace Tentacle.Cli.Tests;

/// <summary>What each command says to an account that may not: one sentence, with what, where, who and what to do.</summary>
public sealed class PermissionTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("show-configuration")]
    [InlineData("show-thumbprint")]
    [InlineData("configure", "--port", "1")]
    [InlineData("run")]
    [InlineData("health")]
    [InlineData("new-certificate")]
    [InlineData("proxy", "--proxyHost", "x")]
    public async Task Settings_ThatAreAnothersAlone_AreNamed(params string[] command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix accounts.");
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("new-certificate");

        var called = await _machine.CallAsNobodyAsync(command);

        AssertSentence(called);
        Assert.True(
            called.Error.Contains($"'{instance.SettingsPath}", StringComparison.Ordinal) || called.Error.Contains($"'{SecretsKeyFile.PathOf(instance)}'", StringComparison.Ordinal),
            called.Error);
        Assert.Contains("with sudo", called.Error.Replace("or as root", "with sudo", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new-certificate")]
    [InlineData("run")]
    [InlineData("show-thumbprint", "--sha1")]
    public async Task Key_ThatIsRoots_IsNamed(params string[] command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix accounts.");
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("new-certificate");
        await GiveAsync(instance.SettingsPath, Path.GetDirectoryName(instance.SettingsPath)!);

        var called = await _machine.CallAsNobodyAsync(command);

        AssertSentence(called);
        Assert.Contains($"The instance's key '{SecretsKeyFile.PathOf(instance)}' cannot be opened by the account", called.Error, StringComparison.Ordinal);
        Assert.Contains("give the file to this account", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_ThatCannotBeWritten_IsNamedByRun()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix accounts.");
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("new-certificate");
        await GiveAsync(instance.SettingsPath, SecretsKeyFile.PathOf(instance));

        var called = await _machine.CallAsNobodyAsync("run");

        Assert.Equal(1, called.ExitCode);
        Assert.Contains(Path.GetDirectoryName(instance.SettingsPath)!, called.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", called.Error, StringComparison.Ordinal);
        Assert.Contains("not permitted for the account", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_ReadOnly_ConfigureChangesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix accounts.");
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("new-certificate");
        await GiveAsync(instance.SettingsPath, SecretsKeyFile.PathOf(instance));
        var before = await File.ReadAllBytesAsync(instance.SettingsPath, TestContext.Current.CancellationToken);

        var called = await _machine.CallAsNobodyAsync("configure", "--port", "12345");

        AssertSentence(called);
        Assert.Contains("not permitted for the account", called.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(instance.SettingsPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Index_ThatCannotBeWritten_IsNamedByCreateAndDelete()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix accounts.");
        var instance = await _machine.CreateInstanceAsync();
        Directory.CreateDirectory(_machine["free"]);
        await GiveAsync(_machine["free"]);

        var created = await _machine.CallAsNobodyAsync("create-instance", "--instance", "Mine", "--config", _machine["free/Tentacle.config"]);
        var deleted = await _machine.CallAsNobodyAsync("delete-instance", "--instance", instance.Name);

        Assert.All([created, deleted], called => Assert.Equal(1, called.ExitCode));
        Assert.Contains("Writing the instance's entry", created.Error, StringComparison.Ordinal);
        Assert.Contains("Removing the instance's entry", deleted.Error, StringComparison.Ordinal);
    }

    private static void AssertSentence(Called called)
    {
        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.DoesNotContain("   at ", called.Error, StringComparison.Ordinal);
        Assert.Single(called.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task GiveAsync(params string[] paths)
    {
#pragma warning disable RS0030 // .NET cannot change owners.
        using var process = System.Diagnostics.Process.Start("chown", ["65534:65534", .. paths]);
#pragma warning restore RS0030
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(process.ExitCode == 0, "Only root can give files away.");
    }
}
