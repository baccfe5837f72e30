using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Tentacle.Platform.Programs;

/// <summary>Runs a program to its end and returns its output line by line as it arrives.</summary>
public static class LiveCommand
{
    /// <param name="program">The program's path.</param>
    /// <param name="arguments">The arguments, passed unchanged.</param>
    /// <param name="input">
    /// Text that is written to the standard input, which is then closed. Secrets are passed here because arguments are visible in the list of processes.
    /// </param>
    /// <param name="cancellationToken">Ends the program.</param>
    public static async IAsyncEnumerable<LiveCommandLine> RunAsync(
        string program, IReadOnlyList<string> arguments, string input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var process = TryStart(program, arguments, out var failure);
        if (process is null)
        {
            yield return new LiveCommandLine(failure!, IsError: true);
            yield return new LiveCommandLine("", IsError: true, ExitCode: -1);
            yield break;
        }

        using var stop = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        await process.StandardInput.WriteAsync(input.AsMemory(), CancellationToken.None);
        process.StandardInput.Close();

        var lines = Channel.CreateUnbounded<LiveCommandLine>();
        var reading = ReadAllAsync(process, lines.Writer);
        await foreach (var line in lines.Reader.ReadAllAsync(CancellationToken.None))
        {
            yield return line;
        }

        await reading;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        yield return new LiveCommandLine("", IsError: false, process.ExitCode);
    }

    private static Process? TryStart(string program, IReadOnlyList<string> arguments, out string? failure)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        try
        {
            failure = null;
#pragma warning disable RS0030 // The one place for this kind of process.
            return Process.Start(start);
#pragma warning restore RS0030
        }
        catch (Win32Exception e)
        {
            failure = $"'{program}' could not be started: {e.Message}";
            return null;
        }
    }

    private static async Task ReadAllAsync(Process process, ChannelWriter<LiveCommandLine> lines)
    {
        await Task.WhenAll(ReadAsync(process.StandardOutput, false, lines), ReadAsync(process.StandardError, true, lines));
        lines.Complete();
    }

    private static async Task ReadAsync(StreamReader reader, bool isError, ChannelWriter<LiveCommandLine> lines)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lines.TryWrite(new LiveCommandLine(line, isError));
        }
    }
}
