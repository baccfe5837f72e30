using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Services;

/// <summary>As whom the service runs, whose units are left alone, and what is said when it cannot be.</summary>
public sealed class SystemdAccountSpecs(SystemdAgents agents) : IClassFixture<SystemdAgents>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_choose_the_account_and_it_is_kept_when_I_install_again()
    {
        (await agents.Machine.RunAsync(Cancel, "useradd", "--create-home", "deploy")).Succeeded();
        var agent = await agents.CreateAsync("chosen", Cancel);

        var installed = (await agent.ServiceAsync(Cancel, "--install", "--start", "--username", "deploy")).Succeeded();
        var first = await agent.RunJobAsync("id -un; echo $HOME", Cancel);
        var again = (await agent.ServiceAsync(Cancel, "--uninstall", "--install", "--start")).Succeeded();
        var second = await agent.RunJobAsync("id -un", Cancel);

        Assert.Contains($"The home directory '{agent.Home}'", installed.Output, StringComparison.Ordinal);
        Assert.Contains("now belong to the account 'deploy'", installed.Output, StringComparison.Ordinal);
        Assert.Equal("deploy\n/home/deploy", first.Output);
        Assert.Equal("deploy", second.Output);
        Assert.Contains("Service installed", again.Output, StringComparison.Ordinal);
        Assert.Equal("deploy", (await agents.Machine.RunAsync(Cancel, "stat", "--format=%U", agent.SettingsFile)).Output.Trim());
    }

    [Fact]
    public async Task I_can_change_the_account_of_a_service_that_runs()
    {
        (await agents.Machine.RunAsync(Cancel, "useradd", "--system", "other")).Succeeded();
        var agent = await agents.CreateAsync("changed", Cancel);
        (await agent.ServiceAsync(Cancel, "--install", "--start")).Succeeded();
        await agent.RunJobAsync("true", Cancel);

        (await agent.ServiceAsync(Cancel, "--reconfigure", "--user", "other")).Succeeded();

        Assert.Equal("other", (await agent.RunJobAsync("id -un", Cancel)).Output);
    }

    [Fact]
    public async Task I_am_told_when_the_account_cannot_reach_the_instance_and_the_service_goes_on_as_it_was()
    {
        (await agents.Machine.RunAsync(Cancel, "useradd", "--system", "shut-out")).Succeeded();
        var agent = await agents.CreateAsync("closed", Cancel);
        (await agent.ServiceAsync(Cancel, "--install", "--start")).Succeeded();
        (await agents.Machine.RunAsync(Cancel, "chmod", "0700", "/srv/octopus")).Succeeded();

        var refused = await agent.ServiceAsync(Cancel, "--install", "--username", "shut-out");
        var nobody = await agent.ServiceAsync(Cancel, "--install", "--username", "nobody-of-that-name");
        (await agents.Machine.RunAsync(Cancel, "chmod", "0711", "/srv/octopus")).Succeeded();

        Assert.Equal((1, 1), (refused.ExitCode, nobody.ExitCode));
        Assert.Contains("The account 'shut-out' cannot pass through '/srv/octopus'", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("There is no account 'nobody-of-that-name'", nobody.Errors, StringComparison.Ordinal);
        Assert.Equal(("active", "root"), (await agent.ShowAsync("ActiveState", Cancel), await agent.ShowAsync("User", Cancel)));
        Assert.Equal("root", (await agents.Machine.RunAsync(Cancel, "stat", "--format=%U", agent.SettingsFile)).Output.Trim());
    }

    [Fact]
    public async Task I_am_told_when_home_holds_more_than_the_instance()
    {
        (await agents.Machine.RunAsync(Cancel, SystemdAgents.Tentacle, "create-instance", "--instance", "shared", "--config", "/etc/octopus/shared.config")).Succeeded();

        var refused = await agents.Machine.RunAsync(Cancel, SystemdAgents.Tentacle, "service", "--instance", "shared", "--install", "--username", "daemon");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("The home directory '/etc/octopus' holds more than the instance 'shared'", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("root", (await agents.Machine.RunAsync(Cancel, "stat", "--format=%U", "/etc/octopus")).Output.Trim());
    }

    [Fact]
    public async Task I_can_rely_on_units_of_others_to_be_left_alone()
    {
        const string Theirs = "[Service]\nExecStart=/bin/sleep infinity\n";
        var path = agents.Machine.PathOf("/etc/systemd/system/theirs.service");
        await File.WriteAllTextAsync(path, Theirs, Cancel);
        var theirs = await agents.CreateAsync("theirs", Cancel);
        var packaged = await agents.CreateAsync("dbus", Cancel);

        string[] wishes = ["--install", "--uninstall", "--stop", "--reconfigure", "--start"];
        foreach (var wish in wishes)
        {
            var refused = await theirs.ServiceAsync(Cancel, wish);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("was not written by this program", refused.Errors, StringComparison.Ordinal);
        }

        var hidden = await packaged.ServiceAsync(Cancel, "--install");
        Assert.Equal(1, hidden.ExitCode);
        Assert.Contains("'dbus.service' is a unit of another program already", hidden.Errors, StringComparison.Ordinal);
        Assert.Equal(Theirs, await File.ReadAllTextAsync(path, Cancel));
        (await theirs.RunAsync(Cancel, "delete-instance")).Succeeded();
    }

    [Fact]
    public async Task I_am_told_why_the_agent_does_not_start()
    {
        var agent = await agents.CreateAsync("broken", Cancel);
        (await agent.ServiceAsync(Cancel, "--install")).Succeeded();
        await File.WriteAllTextAsync(agents.Machine.PathOf(agent.SettingsFile), "{ broken", Cancel);

        var refused = await agent.ServiceAsync(Cancel, "--start");
        (await agent.ServiceAsync(Cancel, "--uninstall")).Succeeded();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Could not start the systemd service: broken", refused.Errors, StringComparison.Ordinal);
        Assert.Contains($"The settings file '{agent.SettingsFile}' does not hold valid settings", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_when_the_service_it_depends_on_does_not_exist()
    {
        var agent = await agents.CreateAsync("dependent", Cancel);

        var refused = await agent.ServiceAsync(Cancel, "--install", "--dependOn", "no-such");
        (await agent.ServiceAsync(Cancel, "--install", "--dependOn", "dbus")).Succeeded();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Unable to set dependency on service 'no-such.service' as no service was found with that name.", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("dbus.service", await agent.ShowAsync("After", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_what_it_takes_when_I_am_not_root()
    {
        (await agents.Machine.RunAsync(Cancel, "useradd", "--create-home", "mortal")).Succeeded();
        var agent = await agents.CreateAsync("guarded", Cancel);
        (await agent.ServiceAsync(Cancel, "--install", "--start")).Succeeded();

        foreach (var wish in new[] { "--install", "--stop" })
        {
            var refused = await agents.Machine.RunAsync(Cancel, "runuser", "-u", "mortal", "--", SystemdAgents.Tentacle, "service", "--instance", "guarded", wish);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("Requires elevated privileges. Please run command as sudo", refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal("active", await agent.ShowAsync("ActiveState", Cancel));
    }

    [Fact]
    public async Task I_can_act_on_all_services_at_once_and_check_that_they_run()
    {
        var (first, second) = (await agents.CreateAsync("first", Cancel), await agents.CreateAsync("second", Cancel));
        (await first.ServiceAsync(Cancel, "--install", "--start")).Succeeded();
        (await second.ServiceAsync(Cancel, "--install", "--start")).Succeeded();
        Assert.Equal(0, (await second.RunJobAsync("true", Cancel)).Job.ExitCode);

        (await agents.Machine.RunAsync(Cancel, SystemdAgents.Tentacle, "service", "--instance=*", "--stop")).Succeeded();
        Assert.Equal(("inactive", "inactive"), (await first.ShowAsync("ActiveState", Cancel), await second.ShowAsync("ActiveState", Cancel)));
        var refused = await agents.Machine.RunAsync(Cancel, SystemdAgents.Tentacle, "service", "--instance=*", "--uninstall");
        var check = (await agents.Machine.RunAsync(Cancel, SystemdAgents.Tentacle, "checkservices", "--instances", "first,second")).Succeeded();

        Assert.Equal((1, "--instance=* can only be used for --start, --stop, and --restart flags"), (refused.ExitCode, refused.Errors.Trim()));
        Assert.Equal("Service first started\nService second started", check.Output.Trim());
        await Eventually.TrueAsync(async () => await second.ShowAsync("ActiveState", Cancel) == "active", "the second runs", Cancel);
    }
}
