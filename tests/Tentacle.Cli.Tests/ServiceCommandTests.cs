namespace Tentacle.Cli.Tests;

public sealed class ServiceCommandTests : IDisposable
{
    private readonly Machine _machine = new();

    [Theory]
    [InlineData("Invalid arguments. Please specify either --create or --delete.", "watchdog")]
    [InlineData("'soon' is not a valid value for --interval.", "watchdog", "--create", "--interval", "soon")]
    [InlineData("Use --instances argument to specify which instances to check. Use --instances=* to check all instances.", "checkservices")]
    [InlineData("'a:b' cannot be the name of an instance.", "checkservices", "--instances", "x;a:b")]
    [InlineData("There are no instances of tentacle configured on this machine.", "service", "--start")]
    public async Task Command_GivenWhatCannotBe_SaysSoOnStandardErrorAndEndsWith1(string sentence, params string[] arguments)
    {
        var called = await _machine.CallAsync(arguments);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.StartsWith(sentence, called.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--install")]
    [InlineData("--reconfigure")]
    [InlineData("--uninstall")]
    public async Task Service_OfAllInstances_CannotBeInstalledOrRemoved(string wish)
    {
        var called = await _machine.CallAsync("service", "--instance", "*", wish);

        Assert.Equal((1, "--instance=* can only be used for --start, --stop, and --restart flags"), (called.ExitCode, called.Error.Trim()));
    }

    [Fact]
    public async Task Watchdog_ElsewhereThanOnWindows_SaysWhoLooksAfterTheService()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There it makes a scheduled task.");

        var called = await _machine.CallAsync("watchdog", "--create", "--instances", "*", "--interval", "10");

        Assert.Equal(1, called.ExitCode);
        Assert.StartsWith("This command is only supported on Windows.", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckServices_WithoutAnyService_DoesNothing()
    {
        await _machine.CreateInstanceAsync("no-service-of-this-name");

        Assert.Equal(new Called(0, "", ""), await _machine.CallAsync("checkservices", "--instances=*"));
    }

    [Fact]
    public async Task Service_WithoutAWish_DoesNothingAndSaysWhatThereIs()
    {
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("service");

        Assert.Equal((0, ""), (called.ExitCode, called.Out));
        Assert.Contains("--install", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_PasswordGiven_IsInNoLog()
    {
        var instance = await _machine.CreateInstanceAsync();

        await _machine.CallAsync("service", "--instance", "Tentacle", "--stop", "--username", "bob", "--password", "s3cret-word");

        var log = await File.ReadAllTextAsync(Path.Combine(instance.HomeOf(instance.Settings.Load()).Logs, "Commands.txt"), TestContext.Current.CancellationToken);
        Assert.Contains("tentacle service", log, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-word", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_ThatIsRefused_WritesTheReasonToTheInstancesLog()
    {
        var instance = await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("service", "--instance", "Tentacle", "--start");

        var log = await File.ReadAllTextAsync(Path.Combine(instance.HomeOf(instance.Settings.Load()).Logs, "Commands.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(1, called.ExitCode);
        Assert.Contains($"  Refused: {called.Error.Trim()}", log, StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();
}
