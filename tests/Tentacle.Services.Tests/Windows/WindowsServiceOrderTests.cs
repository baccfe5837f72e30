using Tentacle.Instances;
using Tentacle.Services.Control;
using Tentacle.Services.Windows;

namespace Tentacle.Services.Tests.Windows;

/// <summary>What Windows is told, composed here and not executed: only Windows can show that it works.</summary>
public sealed class WindowsServiceOrderTests
{
    [Theory]
    [InlineData("Tentacle", "OctopusDeploy Tentacle")]
    [InlineData("tentacle", "OctopusDeploy Tentacle")]
    [InlineData("Web Server", "OctopusDeploy Tentacle: Web Server")]
    public void Name_OfAnInstance_IsTheOriginals(string instance, string service) => Assert.Equal(service, ServiceName.OnWindows(Listed(instance)));

    [Fact]
    public void Order_ComposedNotExecuted_QuotesTheProgramAndNamesTheInstance()
    {
        var order = Compose(Listed("Web Server"), account: null);

        Assert.Equal(@"""C:\Program Files\Octopus Deploy\Tentacle\tentacle.exe"" run --instance=""Web Server""", order.CommandLine);
        Assert.Equal("OctopusDeploy Tentacle: Web Server", order.Name);
        Assert.Equal((null, null), (order.Account, order.Password));
    }

    [Fact]
    public void Order_ComposedNotExecuted_OfAnUnlistedInstanceNamesItsSettingsFile() =>
        Assert.EndsWith(@" run --config=""C:\My Tentacle\t.config""", Compose(new Instance("Tentacle", @"C:\My Tentacle\t.config", "", IsListed: false), null).CommandLine, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "LanmanWorkstation\0TCPIP\0\0")]
    [InlineData("MSSQLSERVER", "LanmanWorkstation\0TCPIP\0MSSQLSERVER\0\0")]
    [InlineData("W3SVC/W32Time", "LanmanWorkstation\0TCPIP\0W3SVC\0W32Time\0\0")]
    public void Order_ComposedNotExecuted_EndsTheListOfDependenciesWithTwoZeros(string? dependsOn, string list) =>
        Assert.Equal(list, WindowsServiceOrder.Compose(Definition(Listed("x")) with { DependsOn = dependsOn }).Dependencies);

    [Theory]
    [InlineData(@"CORP\tentacle$", @"CORP\tentacle$")]
    [InlineData("LocalSystem", "LocalSystem")]
    [InlineData(@"nt authority\system", "LocalSystem")]
    [InlineData("NetworkService", @"NT AUTHORITY\NetworkService")]
    [InlineData(@"NT SERVICE\Tentacle", @"NT SERVICE\Tentacle")]
    public void Order_ComposedNotExecuted_GivesNoPasswordForAccountsThatHaveNone(string account, string full)
    {
        var order = Compose(Listed("x"), new ServiceAccount(account, "given all the same"));

        Assert.Equal(full, order.Account);
        Assert.Null(order.Password);
    }

    [Theory]
    [InlineData("bob", @".\bob")]
    [InlineData(@"CORP\bob", @"CORP\bob")]
    [InlineData("bob@corp.example", "bob@corp.example")]
    public void Order_ComposedNotExecuted_GivesThePasswordOfAnOrdinaryAccount(string account, string full)
    {
        var order = Compose(Listed("x"), new ServiceAccount(account, "secret"));

        Assert.Equal((full, "secret"), (order.Account, order.Password));
    }

    [Fact]
    public void Order_OrdinaryAccountWithoutPassword_IsRefusedWithARemedy() =>
        Assert.Contains("--password -", Assert.Throws<ServiceException>(() => Compose(Listed("x"), new ServiceAccount(@"CORP\bob", null))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(@"CORP\tentacle$", true)]
    [InlineData(@"CORP\bob", true)]
    [InlineData("LocalSystem", false)]
    [InlineData("LocalService", false)]
    public void Right_ToLogOnAsAService_IsGrantedToAccountsThatLackIt(string account, bool needed) => Assert.Equal(needed, WindowsAccount.NeedsRight(account));

    [Fact]
    public void Account_AsText_ShowsNoPassword() => Assert.Equal("bob", $"{new ServiceAccount("bob", "secret")}");

    [Theory]
    [InlineData(1069, "SeServiceLogonRight")]
    [InlineData(5, "SERVICE_START")]
    [InlineData(1053, "did not answer")]
    [InlineData(1060, "--install")]
    [InlineData(1072, "services.msc")]
    [InlineData(1057, "DOMAIN\\name")]
    [InlineData(1075, "--dependOn")]
    public void Refusal_OfTheServiceControlManager_NamesTheReasonAndTheRemedy(int code, string remedy)
    {
        var message = WindowsServiceErrors.Create(code, "Starting", "OctopusDeploy Tentacle", "SERVICE_START").Message;

        Assert.StartsWith("Starting the service 'OctopusDeploy Tentacle' failed: ", message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.EndsWith($"(error {code})", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Watchdog_ComposedNotExecuted_IsReadBackAsItWasMade()
    {
        var task = new WatchdogTask(7, "Web & Mail,b's");

        var xml = task.Compose(@"C:\Program Files\R&D\tentacle.exe");

        Assert.Contains(@"<Command>C:\Program Files\R&amp;D\tentacle.exe</Command>", xml, StringComparison.Ordinal);
        Assert.Contains("<UserId>S-1-5-18</UserId>", xml, StringComparison.Ordinal);
        Assert.Equal(task, WatchdogTask.Parse(xml));
        System.Xml.Linq.XDocument.Parse(xml[xml.IndexOf('\n', StringComparison.Ordinal)..].TrimStart());
    }

    private static WindowsServiceOrder Compose(Instance instance, ServiceAccount? account) => WindowsServiceOrder.Compose(Definition(instance) with { Account = account });

    private static ServiceDefinition Definition(Instance instance) => new() { Instance = instance, Program = @"C:\Program Files\Octopus Deploy\Tentacle\tentacle.exe" };

    private static Instance Listed(string name) => new(name, $@"C:\Octopus\{name}\Tentacle.config", @"C:\ProgramData\Octopus", IsListed: true);
}
