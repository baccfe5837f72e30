using System.ComponentModel;
using System.Diagnostics;

namespace Tentacle.Platform.Programs;

/// <summary>Runs a program of the system to its end and keeps its output, up to a maximum length.</summary>
public static class ProgramCall
{
    /// <summary>The exit code and output; null when the program cannot be started.</summary>
    /// <param name="program">A path, or a name that is searched in PATH.</param>
    /// <param name="arguments">The arguments, passed unchanged.</param>
    /// <param name="cancellationToken">Stops the wait and kills the program.</param>
    public static async Task<ProgramAnswer?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };

        // The output of these programs is parsed, so it must not depend on the caller's language.
        start.Environment["LC_ALL"] = "C.UTF-8";
        Process process;
        try
        {
#pragma warning disable RS0030 // The one place for this kind of process.
            process = Process.Start(start)!;
#pragma warning restore RS0030
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            process.StandardInput.Close();
            try
            {
                var output = ProgramText.ReadAsync(process.StandardOutput, ProgramText.MaxAnswerLength, cancellationToken);
                var errors = ProgramText.ReadAsync(process.StandardError, ProgramText.MaxReasonLength, cancellationToken);
                await Task.WhenAll(output, errors);
                await process.WaitForExitAsync(cancellationToken);
                return new ProgramAnswer(process.ExitCode, await output, await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}
