using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Processes;

/// <summary>
/// A program that is started with pipes from its standard output and standard error. It inherits no other descriptor and no ignored signal, and has an empty
/// standard input and its own process group.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ChildProcess : IDisposable
{
    private const int PipeBytes = 1 << 20;

    private ChildProcess(int pid, SafeFileHandle output, SafeFileHandle error) => (Pid, Output, Error) = (pid, output, error);

    public int Pid { get; }

    /// <summary>The read end of its standard output.</summary>
    public SafeFileHandle Output { get; }

    /// <summary>The read end of its standard error.</summary>
    public SafeFileHandle Error { get; }

    /// <summary>Starts the program. Returns null on failure; <paramref name="error"/> then has the reason.</summary>
    public static ChildProcess? TryStart(ChildProcessStart start, out string? error)
    {
        var (outputRead, outputWrite) = Pipe();
        var (errorRead, errorWrite) = Pipe();
        using (outputWrite)
        using (errorWrite)
        {
            var code = PosixSpawn.Start(start, outputWrite, errorWrite, out var pid);
            if (code == 0)
            {
                error = null;
                return new ChildProcess(pid, outputRead, errorRead);
            }

            outputRead.Dispose();
            errorRead.Dispose();
            error = $"'{start.Program}' could not be started in '{start.WorkingDirectory}': {Marshal.GetPInvokeErrorMessage(code)} (errno {code}).";
            return null;
        }
    }

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }

    private static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        const int CloseOnExec = 0x80000;
        const int SetPipeSize = 1031;
        Span<int> ends = stackalloc int[2];
        if (pipe2(ends, CloseOnExec) != 0)
        {
            throw new IOException($"A pipe could not be made: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // With a larger pipe, a script with much output continues while its output is written to the log. A system limit may reject the size.
        _ = fcntl(ends[0], SetPipeSize, PipeBytes);
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(Span<int> ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);
}
