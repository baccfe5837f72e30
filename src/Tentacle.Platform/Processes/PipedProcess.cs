using System.Diagnostics;

namespace Tentacle.Platform.Processes;

/// <summary>
/// A program that is started with pipes to its standard input and from its standard output. It may outlive this process: disposing does not end it.
/// </summary>
public sealed class PipedProcess : IDisposable
{
    private readonly Process _process;

    private PipedProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public StreamReader Output => _process.StandardOutput;

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started; the message has the reason.</exception>
    public static PipedProcess Start(string program, IReadOnlyDictionary<string, string> environment, string workingDirectory)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = workingDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

#pragma warning disable RS0030 // The one place for this kind of process.
        return new PipedProcess(Process.Start(start)!);
#pragma warning restore RS0030
    }

    /// <summary>Waits until the program ends, and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();
}
