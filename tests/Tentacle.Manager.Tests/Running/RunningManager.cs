using System.Net.Sockets;
using System.Text.RegularExpressions;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Manager.Tests.Running;

/// <summary>A real Manager, started as an administrator starts it, in the world of one temporary instance.</summary>
internal sealed partial class RunningManager : IAsyncDisposable
{
    private RunningManager(RunningProgram program) => Program = program;

    public RunningProgram Program { get; }

    /// <summary>The file that it prints.</summary>
    public string ForwardingFile { get; private set; } = "";

    /// <summary>Its own origin, with a slash at the end.</summary>
    public Uri Address { get; private set; } = null!;

    public string Token => Start().Groups["token"].Value;

    public Uri StartAddress => new(Start().Groups["address"].Value);

    public static Task<RunningManager> StartAsync(TemporaryInstance instance, CancellationToken cancellationToken, params string[] options) =>
        StartAsync(instance.Command(["manager", "--no-browser", .. options]), path => path, cancellationToken);

    /// <param name="start">The call of <c>tentacle manager</c>.</param>
    /// <param name="pathOf">Where one of its files is found here.</param>
    /// <param name="cancellationToken">The test's.</param>
    public static async Task<RunningManager> StartAsync(ProgramStart start, Func<string, string> pathOf, CancellationToken cancellationToken)
    {
        var manager = new RunningManager(RunningProgram.Start(start));
        try
        {
            await Eventually.TrueAsync(manager.IsReady, cancellationToken, TimeSpan.FromSeconds(40), "the Manager prints the path of its file");
            manager.ForwardingFile = pathOf(manager.Program.Output.Trim());
            manager.Address = new Uri(manager.StartAddress, "/");
            return manager;
        }
        catch
        {
            await manager.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls as a program on this machine; the name is not looked up. No cookie is kept, nothing is followed.</summary>
    public HttpClient CreateHttp() => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var tcp = new TcpClient();
            await tcp.ConnectAsync(System.Net.IPAddress.Loopback, Address.Port, cancellationToken);
            return tcp.GetStream();
        },
    })
    { BaseAddress = Address };

    /// <summary>The cookie of a session that the token has begun.</summary>
    public async Task<string> BeginSessionAsync(CancellationToken cancellationToken)
    {
        using var http = CreateHttp();
        using var response = await http.GetAsync(StartAddress, cancellationToken);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    /// <summary>The port that the process listens on, whatever its address says.</summary>
    public int FindPort()
    {
        var manager = $"/proc/{FindProcess()}";
        var sockets = Directory.EnumerateFileSystemEntries(Path.Combine(manager, "fd")).Select(fd => new FileInfo(fd).LinkTarget ?? "").ToHashSet();
        var line = File.ReadLines(Path.Combine(manager, "net", "tcp")).Skip(1).Select(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .First(columns => columns[3] == "0A" && sockets.Contains($"socket:[{columns[9]}]"));
        return int.Parse(line[1].Split(':')[1], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The id of tentacle-manager itself; what was started is the command that waits for it.</summary>
    public string FindProcess() =>
        Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)).Where(d => IsChild(d, Program.Id)).Select(d => Path.GetFileName(d)).First();

    public ValueTask DisposeAsync() => Program.DisposeAsync();

    private static bool IsChild(string process, int parent)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "stat")).Split(") ")[^1].Split(' ')[1] == $"{parent}";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool IsReady() =>
        Program.HasExited
            ? throw new InvalidOperationException($"The Manager ended at once.\nstdout:\n{Program.Output}\nstderr:\n{Program.Errors}")
            : Program.Output.EndsWith('\n');

    private Match Start() => Forwarding().Match(File.ReadAllText(ForwardingFile));

    [GeneratedRegex(""""href="(?<address>[^"]+token=(?<token>[^"&]+))"""")]
    private static partial Regex Forwarding();
}
