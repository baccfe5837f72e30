using System.Diagnostics;
using System.Globalization;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Benchmarks;

/// <summary>2,000 agents poll one hub: what each costs it above bare TLS, how fast one is called, and how soon all are back when the hub was restarted.</summary>
internal static class Fleet
{
    private const int Count = 2_000;
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(5);

    public static async Task MeasureAsync()
    {
        using var directory = new TemporaryDirectory();
        using var server = TestCertificate.Create();
        using var agent = TestCertificate.Create();
        var parties = new Parties(server.WritePfx(directory.Path, name: "server"), server.Thumbprint, agent.WritePfx(directory.Path, name: "agent"), agent.Thumbprint, FreePort.Next(), FreePort.Next(), FreePort.Next());
        using var http = new HttpClient { Timeout = MaxDuration };
        var bare = await MeasureMemoryAsync("bare", parties, http);
        Figures.Print("fleet", $"memory per connection, {Count} bare TLS connections", $"{bare:0.0} KB");
        await MeasureHubAsync(parties, http, bare);
    }

    private static async Task<double> MeasureMemoryAsync(string kind, Parties parties, HttpClient http)
    {
        await using var server = await StartAsync(parties.Server(kind));
        var empty = await NumberAsync(http, parties.Control, "memory");
        await using var agents = RunningProgram.Start(parties.Agents(kind, Count));
        await AllAreThereAsync(http, parties);
        return (await NumberAsync(http, parties.Control, "memory") - empty) / Count;
    }

    private static async Task MeasureHubAsync(Parties parties, HttpClient http, double bare)
    {
        var server = await StartAsync(parties.Server("hub"));
        try
        {
            var empty = await NumberAsync(http, parties.Control, "memory");
            await using var agents = RunningProgram.Start(parties.Agents("hub", Count));
            await AllAreThereAsync(http, parties);
            var each = (await NumberAsync(http, parties.Control, "memory") - empty) / Count;
            Figures.Print("fleet", $"memory per connected agent, {Count} of them", $"{each:0.0} KB, {each - bare:0.0} KB above bare TLS (aim 64)");
            Figures.Print("fleet", "call to a random agent", $"{await http.GetStringAsync(parties.Url("calls/2000"))} (aim 5 ms at the median)");

            server.Kill();
            await server.DisposeAsync();
            var started = Stopwatch.GetTimestamp();
            server = await StartAsync(parties.Server("hub"));
            await AllAreThereAsync(http, parties);
            var errors = await http.GetStringAsync(new Uri($"http://127.0.0.1:{parties.AgentControl}/errors"));
            Figures.Print("fleet", "all agents back after a restart of the hub", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s (aim 60), handshakes that timed out: {(errors.Contains("within 30 s", StringComparison.Ordinal) ? errors : "none")}");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<RunningProgram> StartAsync(ProgramStart start)
    {
        var program = RunningProgram.Start(start);
        await Eventually.TrueAsync(() => program.HasExited || program.Output.Contains("ready", StringComparison.Ordinal), CancellationToken.None, MaxDuration, "the program is ready");
        return program.HasExited ? throw new InvalidOperationException(program.Errors) : program;
    }

    private static Task AllAreThereAsync(HttpClient http, Parties parties) => Eventually.TrueAsync(
        async () => await NumberAsync(http, parties.Control, "count") >= Count, CancellationToken.None, MaxDuration, "all agents are connected");

    private static async Task<double> NumberAsync(HttpClient http, int port, string what) =>
        double.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/{what}")), CultureInfo.InvariantCulture);

    private sealed record Parties(string ServerPfx, string ServerThumbprint, string AgentPfx, string AgentThumbprint, int Port, int Control, int AgentControl)
    {
        public ProgramStart Server(string kind) => new(Environment.ProcessPath!, FleetServer.Argument, kind, $"{Port}", $"{Control}", ServerPfx, AgentThumbprint);

        public ProgramStart Agents(string kind, int count) => new(Environment.ProcessPath!, FleetAgents.Argument, kind, $"{Port}", $"{AgentControl}", AgentPfx, ServerThumbprint, $"{count}");

        public Uri Url(string what) => new($"http://127.0.0.1:{Control}/{what}");
    }
}
