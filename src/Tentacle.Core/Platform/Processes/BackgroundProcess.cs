using System.Diagnostics;
using System.Runtime.InteropServices;
using Tentacle.Core.Platform.Programs;

namespace Tentacle.Core.Platform.Processes;

/// <summary>A program that runs beside us until we stop it.</summary>
public sealed partial class BackgroundProcess : IDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly Task<string> _errors;

    private BackgroundProcess(Process process)
    {
        _process = process;
        _errors = ProgramText.ReadAsync(process.StandardError, ProgramText.LongestReason, CancellationToken.None);

        // Read, so that the program never waits for us; what it says there is in its log.
        _ = ProgramText.ReadAsync(process.StandardOutput, 0, CancellationToken.None);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="program">The program's path.</param>
    /// <param name="arguments">Each arrives as it is.</param>
    /// <param name="environment">Added to our own.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static BackgroundProcess Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, CreateNoWindow = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

#pragma warning disable RS0030 // The one place for this kind of process.
        var process = Process.Start(start)!;
#pragma warning restore RS0030
        process.StandardInput.Close();
        return new BackgroundProcess(process);
    }

    /// <summary>What it wrote to its standard error, once it has ended.</summary>
    public Task<string> ReadErrorsAsync(CancellationToken cancellationToken) => _errors.WaitAsync(cancellationToken);

    /// <summary>Asks it to end, and ends it when it takes longer.</summary>
    public async Task StopAsync(TimeSpan atMost)
    {
        if (_process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            _process.Kill();
        }
        else
        {
            _ = kill(_process.Id, SigTerm);
        }

        using var timeUp = new CancellationTokenSource(atMost, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(timeUp.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _process.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
