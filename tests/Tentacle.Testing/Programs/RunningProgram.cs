using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Tentacle.Testing.Programs;

/// <summary>A real process, its output kept. Whatever is left of it is killed at the end of the test.</summary>
public sealed partial class RunningProgram : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private readonly ProgramStart _start;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _read;

    private RunningProgram(ProgramStart start, Process process)
    {
        (_start, _process) = (start, process);
        _read = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => Text(_errors);

    public static RunningProgram Start(ProgramStart start)
    {
        var info = new ProcessStartInfo(start.File, start.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
            if (value is null)
            {
                info.Environment.Remove(name);
            }
        }

#pragma warning disable RS0030 // Tests start programs here and nowhere else.
        var process = Process.Start(info)!;
#pragma warning restore RS0030
        if (start.Input is { } input)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        return new RunningProgram(start, process);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProgramResult> RunAsync(ProgramStart start, CancellationToken cancellationToken)
    {
        await using var program = Start(start);
        return await program.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for its end and the end of its output.</summary>
    public async Task<ProgramResult> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _read.WaitAsync(cancellationToken);
        return new ProgramResult(_start, _process.ExitCode, Output, Errors);
    }

    /// <summary>SIGTERM; on Windows, which has none, its end.</summary>
    public void Terminate() => Send(SigTerm);

    /// <summary>SIGKILL: it cannot say good-bye. Its children are left alone.</summary>
    public void Kill() => Send(SigKill);

    /// <summary>Sends any signal by its number.</summary>
    public void Send(int signal)
    {
        if (_process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            _process.Kill();
            return;
        }

        SendSignal(_process.Id, signal);
    }

    /// <summary>Waits for its end only: children may still hold its output.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    public static void KillById(int pid) => SendSignal(pid, SigKill);

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer) is > 0 and var read)
            {
                lock (text)
                {
                    text.Append(buffer, 0, read);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Disposed while something that the program left behind still held its output.
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
