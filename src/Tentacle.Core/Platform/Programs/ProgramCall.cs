using System.ComponentModel;
using System.Diagnostics;

namespace Tentacle.Core.Platform.Programs;

/// <summary>Calls a program of the system to its end and keeps what it says, up to a bound.</summary>
public static class ProgramCall
{
    /// <summary>How it ended; null when there is no such program.</summary>
    /// <param name="program">A path, or a name that is looked for in PATH.</param>
    /// <param name="arguments">Each arrives as it is.</param>
    /// <param name="cancellationToken">Ends the waiting and the program.</param>
    public static async Task<ProgramAnswer?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, CreateNoWindow = true };

        // What these programs say is read by us, so it must not depend on who calls.
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
                var output = ProgramText.ReadAsync(process.StandardOutput, ProgramText.LongestAnswer, cancellationToken);
                var errors = ProgramText.ReadAsync(process.StandardError, ProgramText.LongestReason, cancellationToken);
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

/// <summary>How a program ended and what it wrote.</summary>
public sealed record ProgramAnswer(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it said about its failure, in one line.</summary>
    public string Reason => string.Join(' ', (Errors.Trim().Length > 0 ? Errors : Output).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
