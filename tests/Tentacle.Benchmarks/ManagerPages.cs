using System.Globalization;
using Microsoft.Playwright;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Benchmarks;

/// <summary>The Manager as published, beside the native programs: how soon a page is there, and what it and the agent hold before and after.</summary>
internal static class ManagerPages
{
    private const string Heading = "document.querySelector('h1')?.textContent.startsWith('Listening')";
    private const int Starts = 7;
    private const int Loads = 20;
    private const int Lines = 200_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(TestCertificate server)
    {
        var cancel = CancellationToken.None;
        using var programs = new TemporaryDirectory();
        var executable = await PublishedManager.PublishAsync(await PublishedTentacle.GetAsync(cancel), programs["tentacle"], cancel);
        await using var instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { Executable = executable, Trust = [server.Thumbprint] }, cancel);
        await instance.StartAgentAsync(cancel);
        var job = await RunJobAsync(instance, server);
        await Memory.PassAsync(Settling);
        Figures.Print("manager", "the agent, before the Manager is started", Memory.Of(instance.Agent.Id));

        await ChromiumProgram.EnsureAsync(cancel);
        using var playwright = await Playwright.CreateAsync();
        await using (var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = ChromiumProgram.Path, Headless = true, Args = ChromiumProgram.Flags }))
        {
            await OpenAsync(browser, instance);
            await InspectAsync(browser, instance, job);
        }

        await Memory.PassAsync(Settling);
        Figures.Print("manager", "the agent, a minute after the Manager was closed", Memory.Of(instance.Agent.Id));
    }

    // As the browser that the Manager opens does it: the file, the token, the way on from there, the overview.
    private static async Task OpenAsync(IBrowser browser, TemporaryInstance instance)
    {
        var taken = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await using var manager = await StartAsync(instance);
            await using var context = await browser.NewContextAsync();
            taken.AddRange(await LoadAsync(1, await OpenPageAsync(context, Heading), FileOf(manager), IsOverview));
        }

        Figures.Print("manager", "the overview of a Manager that was just started, from opening its file to the heading", Figures.Milliseconds(taken));
    }

    private static async Task InspectAsync(IBrowser browser, TemporaryInstance instance, JobTicket job)
    {
        await using var manager = await StartAsync(instance);
        var process = ChildOf(manager.Id);
        Figures.Print("manager", "the Manager, started, no page yet", Memory.Of(process));

        await using var context = await browser.NewContextAsync();
        var page = await OpenPageAsync(context, Heading);
        await LoadAsync(1, page, FileOf(manager), IsOverview);
        var overview = page.Url;
        Figures.Print("manager", "the overview from then on", Figures.Milliseconds(await LoadAsync(Loads, page, overview)));
        Figures.Print("manager", "the Manager, the overview open", Memory.Of(process));
        await Memory.PassAsync(Settling);
        Figures.Print("manager", "the agent, the overview open for a minute", Memory.Of(instance.Agent.Id));

        await page.CloseAsync();
        page = await OpenPageAsync(context, $"[...document.querySelectorAll('.log .line')].some(line => line.textContent.endsWith('line {Lines}'))");
        Figures.Print("manager", "a job's log of 200,000 lines, from its address to its last line", Figures.Milliseconds(await LoadAsync(Loads, page, $"{overview}/jobs/{job}")));
        Figures.Print("manager", "the Manager, that log open", Memory.Of(process));
        await Memory.PassAsync(TimeSpan.FromSeconds(30));
        Figures.Print("manager", "the Manager, 30 s later, that log still open", Memory.Of(process));
        Figures.Print("manager", "the agent, 30 s later, that log still open", Memory.Of(instance.Agent.Id));
    }

    private static string FileOf(RunningProgram manager) => "file://" + manager.Output.Trim();

    private static bool IsOverview(string address) => address.Contains("/instance/", StringComparison.Ordinal);

    private static async Task<RunningProgram> StartAsync(TemporaryInstance instance)
    {
        var manager = RunningProgram.Start(instance.Command("manager", "--no-browser"));
        await Eventually.TrueAsync(() => manager.Output.EndsWith('\n'), CancellationToken.None, what: "the Manager prints the path of its file");
        return manager;
    }

    private static async Task<JobTicket> RunJobAsync(TemporaryInstance instance, TestCertificate server)
    {
        using var agent = TentacleClient.Connect(new TentacleClientOptions { Address = instance.Address, AgentThumbprint = Thumbprint.Parse(instance.Thumbprint), Certificate = server.Certificate });
        var script = string.Create(CultureInfo.InvariantCulture, $"seq -f 'line %.0f' {Lines}");
        var job = await agent.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = script } });
        return (await agent.WaitAsync(job.Ticket)).Ticket;
    }

    // The page itself notes when the sight is there: whoever looks from outside looks again after pauses of up to half a second where one page leads to another.
    private static async Task<IPage> OpenPageAsync(IBrowserContext context, string sight)
    {
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync($$"""
            window.seen = new Promise(done => new MutationObserver(() => { if ({{sight}}) done(performance.timeOrigin + performance.now()); })
                .observe(document, { childList: true, subtree: true, characterData: true }));
            """);
        return page;
    }

    private static async Task<IReadOnlyList<double>> LoadAsync(int times, IPage page, string address, Func<string, bool>? isArrived = null)
    {
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var begun = TimeProvider.System.GetUtcNow();
            await page.GotoAsync(address);
            await page.WaitForURLAsync(isArrived ?? (_ => true));
            taken.Add(await page.EvaluateAsync<double>("window.seen") - (begun - DateTimeOffset.UnixEpoch).TotalMilliseconds);
        }

        return taken;
    }

    private static int ChildOf(int parent) =>
        int.Parse(File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
}
