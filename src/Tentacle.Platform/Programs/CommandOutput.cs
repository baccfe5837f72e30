using System.Diagnostics;

namespace Tentacle.Platform.Programs;

/// <summary>Runs a program and reads its output.</summary>
public static class CommandOutput
{
    /// <summary>
    /// The program's standard output, up to <see cref="ProgramText.MaxAnswerLength"/> characters; null when the program cannot be started, fails, or takes
    /// longer than <paramref name="atMost"/>.
    /// </summary>
    public static async Task<string?> ReadAsync(string program, IReadOnlyList<string> arguments, TimeSpan atMost)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        using var timeUp = new CancellationTokenSource(atMost, TimeProvider.System);
        try
        {
#pragma warning disable RS0030 // The one place for this kind of process.
            using var process = Process.Start(start)!;
#pragma warning restore RS0030
            process.StandardInput.Close();
            try
            {
                var output = ProgramText.ReadAsync(process.StandardOutput, ProgramText.MaxAnswerLength, timeUp.Token);
                await Task.WhenAll(output, ProgramText.ReadAsync(process.StandardError, 0, timeUp.Token));
                await process.WaitForExitAsync(timeUp.Token);
                return process.ExitCode == 0 ? await output : null;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
