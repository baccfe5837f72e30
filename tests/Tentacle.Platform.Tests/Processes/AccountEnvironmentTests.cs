using System.Globalization;
using Tentacle.Platform.Processes;

namespace Tentacle.Platform.Tests.Processes;

/// <summary>D10: what a login would have given.</summary>
public sealed class AccountEnvironmentTests
{
    private const uint NoAccount = 3_999_999_999;

    public AccountEnvironmentTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows services have a user's environment.");

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public void Of_Account_IsWhatTheSystemHasOfIt(string name)
    {
        var record = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Single(f => f[0] == name);
        var environment = AccountEnvironment.Create(uint.Parse(record[2], CultureInfo.InvariantCulture), "/unused");

        Assert.Equal((name, name, record[5], record[6]), (environment["USER"], environment["LOGNAME"], environment["HOME"], environment["SHELL"]));
        Assert.Contains("/usr/bin", environment["PATH"].Split(':'));
    }

    [Fact]
    public void Of_UserIdWithoutAccount_HasAHomeAndAShellAllTheSame()
    {
        var environment = AccountEnvironment.Create(NoAccount, "/srv/tentacle");

        Assert.Equal(("3999999999", "3999999999", "/srv/tentacle", "/bin/sh"), (environment["USER"], environment["LOGNAME"], environment["HOME"], environment["SHELL"]));
        Assert.Equal("3999999999", AccountEnvironment.NameOf(NoAccount));
    }
}
