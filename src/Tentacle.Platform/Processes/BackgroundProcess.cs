using System.Diagnostics;
using System.Runtime.InteropServices;
using Tentacle.Platform.Programs;

namespace Tentacle.Platform.Processes;

/// <summary>A program that runs in the background until this process stops it.</summary>
public sealed partial class BackgroundProcess : IDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly Task<string> _errors;

    private BackgroundProcess(Process process)
    {
        _process = process;
        _errors = ProgramText.ReadAsync(process.StandardError, ProgramText.MaxReasonLength, CancellationToken.None);

        // The standard output is read so that a full pipe never blocks the program. The text is discarded because the program also writes it to its log.
        _ = ProgramText.ReadAsync(process.StandardOutput, 0, CancellationToken.None);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="program">The program's path.</param>
    /// <param name="arguments">The arguments, passed unchanged.</param>
    /// <param name="environment">Variables that are added to the environment of this process.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static BackgroundProcess Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
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

    /// <summary>The program's standard error output, available after the program has ended.</summary>
    public Task<string> ReadErrorsAsync(CancellationToken cancellationToken) => _errors.WaitAsync(cancellationToken);

    /// <summary>Sends SIGTERM and kills the program if it has not ended in time. On Windows the program is killed immediately.</summary>
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
