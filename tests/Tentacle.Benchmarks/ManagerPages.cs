using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Benchmarks;

/// <summary>The Manager as published, beside the native programs: how soon a page is there, and what it and the agent hold before and after.</summary>
internal static partial class ManagerPages
{
    private const int Loads = 20;
    private const int Lines = 200_000;

    public static async Task MeasureAsync(TestCertificate server)
    {
        var cancel = CancellationToken.None;
        using var programs = new TemporaryDirectory();
        var executable = await PublishAsync(programs["tentacle"]);
        await using var instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { Executable = executable, Trust = [server.Thumbprint] }, cancel);
        await instance.StartAgentAsync(cancel);
        var job = await RunJobAsync(instance, server);
        Figures.Print("manager", "the agent, before the Manager is started", Memory.Of(instance.Agent.Id));

        await using var manager = RunningProgram.Start(instance.Command("manager", "--no-browser"));
        await Eventually.TrueAsync(() => manager.Output.EndsWith('\n'), cancel, what: "the Manager prints the path of its file");
        var start = Address().Match(await File.ReadAllTextAsync(manager.Output.Trim(), cancel)).Groups[1].Value;
        var process = ChildOf(manager.Id);
        Figures.Print("manager", "the Manager, started, no page yet", Memory.Of(process));

        await ChromiumProgram.EnsureAsync(cancel);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = ChromiumProgram.Path, Headless = true, Args = ChromiumProgram.Flags });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(start);
        var overview = new Uri(new Uri(start), $"/instance/{instance.Name}").AbsoluteUri;
        Figures.Print("manager", "the overview for the first time, from its address to its heading", Figures.Milliseconds(await LoadAsync(1, page, overview, "h1:has-text('Listening')")));
        Figures.Print("manager", "the overview from then on", Figures.Milliseconds(await LoadAsync(Loads, page, overview, "h1:has-text('Listening')")));
        Figures.Print("manager", "the Manager, the overview open", Memory.Of(process));
        Figures.Print("manager", "a job's log of 200,000 lines, from its address to its last line", Figures.Milliseconds(await LoadAsync(Loads, page, $"{overview}/jobs/{job}", $".log .line:has-text('line {Lines}')")));
        Figures.Print("manager", "the Manager, that log open", Memory.Of(process));
        await Memory.PassAsync(TimeSpan.FromSeconds(30));
        Figures.Print("manager", "the Manager, 30 s later, that log still open", Memory.Of(process));
        Figures.Print("manager", "the agent, 30 s later, that log still open", Memory.Of(instance.Agent.Id));
    }

    private static async Task<TentacleExecutable> PublishAsync(string directory)
    {
        var native = await PublishedTentacle.GetAsync(CancellationToken.None);
        Directory.CreateDirectory(directory);
        foreach (var file in Directory.GetFiles(native.Directory))
        {
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        }

        var publish = new ProgramStart(
            "dotnet",
            "publish", SourceTree.At("src", "Tentacle.Manager"), "-c", "Release", "-o", Path.Combine(directory, "manager"), "--artifacts-path", SourceTree.At("artifacts", "published-manager"), "-nodeReuse:false", "-tl:off");
        (await RunningProgram.RunAsync(publish, CancellationToken.None)).Succeeded();
        return new TentacleExecutable(directory);
    }

    private static async Task<JobTicket> RunJobAsync(TemporaryInstance instance, TestCertificate server)
    {
        using var agent = TentacleClient.Connect(new TentacleClientOptions { Address = instance.Address, AgentThumbprint = Thumbprint.Parse(instance.Thumbprint), Certificate = server.Certificate });
        var script = string.Create(CultureInfo.InvariantCulture, $"seq -f 'line %.0f' {Lines}");
        var job = await agent.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = script } });
        return (await agent.WaitAsync(job.Ticket)).Ticket;
    }

    private static async Task<IReadOnlyList<double>> LoadAsync(int times, IPage page, string address, string sight)
    {
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            taken.Add(await Figures.TimeAsync(async () =>
            {
                await page.GotoAsync(address);
                await page.Locator(sight).First.WaitForAsync();
            }));
        }

        return taken;
    }

    private static int ChildOf(int parent) =>
        int.Parse(File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);

    [GeneratedRegex("""href="([^"]+token=[^"&]+)""")]
    private static partial Regex Address();
}
