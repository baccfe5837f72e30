using Microsoft.Playwright;
using Tentacle.Instances;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>An administrator who forgot sudo: the page says what may not be done, to what, and what to do.</summary>
public sealed class PermissionSpecs(ManagerFixture fixture, PermissionSpecs.Programs programs) : IClassFixture<ManagerFixture>, IClassFixture<PermissionSpecs.Programs>
{
    private const string Nobody = "65534";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_am_told_that_I_may_not_read_the_settings()
    {
        await using var world = await CreateWorldAsync();
        await using var manager = await StartAsNobodyAsync(world);
        var page = await EnterAsync(manager);

        await Expect(page.GetByText($"'{world.SettingsFile}' is not permitted for the account 'nobody'.")).ToBeVisibleAsync();
        await Expect(page.GetByText("or with sudo")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_am_told_which_right_to_which_directory_is_missing()
    {
        await using var world = await CreateWorldAsync();
        Directory.CreateDirectory(world.Applications, SharedDirectory.Readable);
        await GiveToNobodyAsync(world.SettingsFile);
        await using var manager = await StartAsNobodyAsync(world);
        var page = await EnterAsync(manager);

        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Diagnostics" }).ClickAsync();

        await Expect(page.GetByText($"'nobody' may not read or write '{world.Home}'.")).ToBeVisibleAsync();
        await Expect(page.GetByText($"'nobody' may not write '{world.Applications}'.")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("diagnostics-permissions-light"), FullPage = true });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_am_told_that_the_agent_runs_as_another_account()
    {
        await using var world = await CreateWorldAsync();
        await world.StartAgentAsync(Cancel);
        await GiveToNobodyAsync(world.SettingsFile);
        await using var manager = await StartAsNobodyAsync(world);
        var page = await EnterAsync(manager);

        await Expect(page.GetByText("The agent runs as another account.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Start the Manager with sudo tentacle manager.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private async Task<TemporaryInstance> CreateWorldAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "Only root can become another account.");
        var world = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { Executable = programs.Executable }, Cancel);

        // Other accounts are stopped by what is tested, not by the temporary directory.
        File.SetUnixFileMode(Path.GetDirectoryName(world.SettingsFile)!, SharedDirectory.Readable);
        return world;
    }

    private static async Task GiveToNobodyAsync(string path) => (await RunningProgram.RunAsync(new ProgramStart("chown", Nobody, path), Cancel)).Succeeded();

    private static Task<RunningManager> StartAsNobodyAsync(TemporaryInstance world)
    {
        var start = world.Command("manager", "--no-browser");
        return RunningManager.StartAsync(start with { File = "/usr/bin/setpriv", Arguments = [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", start.File, .. start.Arguments] }, path => path, Cancel);
    }

    private async Task<IPage> EnterAsync(RunningManager manager)
    {
        var page = await fixture.OpenStrangerAsync();
        await page.GotoAsync("file://" + manager.ForwardingFile);
        return page;
    }

    /// <summary>Where every account can read them; a built Manager has its parts in the directories of whoever built it.</summary>
    public sealed class Programs : IAsyncLifetime
    {
        private readonly TemporaryDirectory _directory = new();

        public TentacleExecutable Executable { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            File.SetUnixFileMode(_directory.Path, SharedDirectory.Readable);
            Executable = await PublishedManager.PublishAsync(TentacleExecutable.Built, _directory["tentacle"], Cancel);
        }

        public ValueTask DisposeAsync()
        {
            _directory.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
