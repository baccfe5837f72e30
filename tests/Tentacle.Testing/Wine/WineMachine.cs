using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Wine;

/// <summary>
/// A Windows of its own, as far as Wine is one: files, registry, service control manager. Wine 8 has no TLS, no stores and no permissions, so what passes here
/// says nothing of those.
/// </summary>
public sealed class WineMachine : IAsyncDisposable
{
    private const string Tools = "wine wine64";
    private const string Environment = @"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";

    private static readonly TimeSpan MaxInstallation = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxCall = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _prefix = new();
    private RunningProgram? _session;

    private WineMachine()
    {
    }

    /// <summary>Starts it.</summary>
    /// <param name="environment">Of all programs in it, services too.</param>
    /// <exception cref="MissingMachineException">There is no Wine here; the message says why.</exception>
    public static async Task<WineMachine> StartAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        await EnsureWineAsync(cancellationToken);
        var machine = new WineMachine();
        try
        {
            await machine.PrepareAsync(environment, cancellationToken);
            return machine;
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await machine.DisposeAsync();
            throw new MissingMachineException($"Wine does not start on this machine: {e.Message}", e);
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program in it.</summary>
    /// <exception cref="OperationCanceledException">It took longer than any call should.</exception>
    public async Task<ProgramResult> RunAsync(CancellationToken cancellationToken, params string[] command)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(MaxCall);
        return await RunningProgram.RunAsync(Call("wine", command), limited.Token);
    }

    /// <summary>Where this machine finds one of its files, given as below drive C.</summary>
    public string PathOf(string relative) => Path.Combine(_prefix.Path, "drive_c", relative);

    public async ValueTask DisposeAsync()
    {
        await EndSessionAsync();
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }

        _prefix.Dispose();
    }

    private static async Task EnsureWineAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(MaxInstallation);
        try
        {
            await DebianPackages.EnsureAsync(Tools, () => File.Exists("/usr/bin/wine"), limited.Token);
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new MissingMachineException($"Wine is not there, and could not be installed: {e.Message}", e);
        }
    }

    private async Task PrepareAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        (await RunAsync(cancellationToken, "wineboot", "-i")).Succeeded();
        foreach (var (name, value) in environment)
        {
            (await RunAsync(cancellationToken, "reg", "add", Environment, "/v", name, "/d", value, "/f")).Succeeded();
        }

        // The service control manager reads the environment when it starts.
        await EndSessionAsync();

        // Wine ends its session, services and all, when the last program that is not a service has ended.
        _session = RunningProgram.Start(Call("/bin/sh", ["-c", "sleep 1800 | exec wine cmd"]));
    }

    private async Task EndSessionAsync()
    {
        await RunningProgram.RunAsync(Call("wineserver", ["-k"]), CancellationToken.None);
        await RunningProgram.RunAsync(Call("wineserver", ["-w"]), CancellationToken.None);
    }

    private ProgramStart Call(string program, IReadOnlyList<string> arguments) => new(program, arguments)
    {
        Environment = new Dictionary<string, string?>
        {
            ["WINEPREFIX"] = _prefix.Path,
            ["WINEDEBUG"] = "-all",
            ["WINEDLLOVERRIDES"] = "mshtml,winedbg.exe=",
            ["DISPLAY"] = null,

            // Wine 8 cannot map memory in the way that the runtime otherwise wants it.
            ["DOTNET_EnableWriteXorExecute"] = "0",
        },
        WorkingDirectory = _prefix.Path,
    };
}
