using System.Text.RegularExpressions;

namespace Tentacle.Acceptance.Tests.Windows;

/// <summary>
/// The agent as a Windows service, under Wine: the service control manager, the registry and the local pipe are asked for real. Permissions, rights of
/// accounts, recovery and TLS are not there; what is composed for those is tested where it is composed.
/// </summary>
public sealed partial class WindowsServiceSpecs(WineAgents agents) : IClassFixture<WineAgents>
{
    private const string Service = "OctopusDeploy Tentacle";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_install_start_ask_stop_and_remove_the_service()
    {
        await TentacleAsync("create-instance", "--instance", "Tentacle", "--config", @"C:\Octopus\Tentacle.config", "--console");
        await TentacleAsync("configure", "--instance", "Tentacle", "--noListen", "True", "--console");

        var installed = await TentacleAsync("service", "--instance", "Tentacle", "--install", "--start", "--console");
        Assert.Contains($"Service installed: {Service}", installed, StringComparison.Ordinal);
        Assert.Contains($"Service started: {Service}", installed, StringComparison.Ordinal);
        Assert.Equal("RUNNING", await StateAsync());

        var registered = await RegistryAsync();
        Assert.Equal("LocalSystem", registered["ObjectName"]);
        Assert.Equal($"\"{agents.Tentacle}\" run --instance=\"Tentacle\"", registered["ImagePath"]);
        Assert.Equal((@"LanmanWorkstation\0TCPIP", "0x2"), (registered["DependOnService"], registered["Start"]));

        Assert.Contains("Tentacle, version", await TentacleAsync("health", "--instance", "Tentacle"), StringComparison.Ordinal);
        Assert.DoesNotContain("restart", await TentacleAsync("configure", "--instance", "Tentacle", "--trust", new string('A', 40)), StringComparison.OrdinalIgnoreCase);

        // Again and again, whatever state it is in.
        await TentacleAsync("service", "--instance", "Tentacle", "--install", "--stop", "--start");
        Assert.Equal("RUNNING", await StateAsync());
        await TentacleAsync("service", "--instance", "Tentacle", "--stop");
        await TentacleAsync("service", "--instance", "Tentacle", "--stop");
        Assert.Equal("STOPPED", await StateAsync());

        var alone = await agents.RunAsync(Cancel, "health", "--instance", "Tentacle");
        Assert.Equal(1, alone.ExitCode);
        Assert.Contains("no agent listens on", alone.Errors, StringComparison.Ordinal);

        await TentacleAsync("service", "--instance", "Tentacle", "--uninstall");
        await TentacleAsync("service", "--instance", "Tentacle", "--uninstall");
        Assert.NotEqual(0, (await agents.Machine.RunAsync(Cancel, "sc", "query", Service)).ExitCode);
    }

    [Fact]
    public async Task I_can_choose_an_account_of_the_system_and_it_is_kept_when_I_install_again()
    {
        const string Named = Service + ": web";
        await TentacleAsync("create-instance", "--instance", "web", "--config", @"C:\Web\Tentacle.config");

        await TentacleAsync("service", "--instance", "web", "--install", "--username", "NetworkService");
        Assert.Equal(@"NT AUTHORITY\NetworkService", (await RegistryAsync(Named))["ObjectName"]);
        await TentacleAsync("service", "--instance", "web", "--install", "--reconfigure");

        Assert.Equal(@"NT AUTHORITY\NetworkService", (await RegistryAsync(Named))["ObjectName"]);
        await TentacleAsync("service", "--instance", "web", "--uninstall");
    }

    private async Task<string> TentacleAsync(params string[] arguments) => (await agents.RunAsync(Cancel, arguments)).Succeeded().Output;

    private async Task<string> StateAsync() =>
        StateLine().Match((await agents.Machine.RunAsync(Cancel, "sc", "query", Service)).Succeeded().Output).Groups[1].Value;

    private async Task<Dictionary<string, string>> RegistryAsync(string service = Service)
    {
        var shown = (await agents.Machine.RunAsync(Cancel, "reg", "query", $@"HKLM\SYSTEM\CurrentControlSet\Services\{service}")).Succeeded();
        return ValueLine().Matches(shown.Output).ToDictionary(line => line.Groups[1].Value, line => line.Groups[2].Value);
    }

    [GeneratedRegex(@"STATE\s*:\s*\d+\s+(\w+)")]
    private static partial Regex StateLine();

    [GeneratedRegex(@"^    (\S+)    REG_\w+    (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex ValueLine();
}
