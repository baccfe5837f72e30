using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tentacle.Platform.Processes;

/// <summary>A program that uses the standard input, output and error of this process until it ends.</summary>
public static partial class ForegroundProcess
{
    private const int SigTerm = 15;
    private const int Interrupted = 4;

    /// <summary>Runs the program to its end. It starts with the default action for every signal.</summary>
    /// <param name="program">The absolute path of the program.</param>
    /// <param name="arguments">The arguments, passed unchanged.</param>
    /// <param name="environment">The complete environment of the program.</param>
    /// <param name="workingDirectory">The working directory of the program.</param>
    /// <returns>The exit code, or 128 plus the signal's number when a signal ended the program.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static int Run(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string workingDirectory)
    {
        if (!OperatingSystem.IsWindows())
        {
            return Run(new ChildProcessStart(program, arguments, environment, workingDirectory));
        }

        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = workingDirectory };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

#pragma warning disable RS0030 // The one place for this kind of process.
        using var process = Process.Start(start)!;
#pragma warning restore RS0030
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs the program to its end and returns its exit code. Cancellation sends SIGTERM to the program; on Windows it kills the program.</summary>
    /// <param name="program">The absolute path of the program.</param>
    /// <param name="arguments">The arguments, passed unchanged.</param>
    /// <param name="environment">Variables that are added to the environment of this process.</param>
    /// <param name="cancellationToken">Asks the program to end.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static async Task<int> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string,
        string> environment,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

#pragma warning disable RS0030 // The one place for this kind of process.
        using var process = Process.Start(start)!;
#pragma warning restore RS0030
        using var stop = cancellationToken.Register(() => Ask(process));
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    [UnsupportedOSPlatform("windows")]
    private static int Run(ChildProcessStart start)
    {
        if (PosixSpawn.StartInOurPlace(start, out var pid) is not 0 and var code)
        {
            throw new Win32Exception(code);
        }

        int status;
        while (waitpid(pid, out status, 0) != pid)
        {
            // A signal interrupted the call.
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
        }

        return (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
    }

    private static void Ask(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
        }
        else
        {
            _ = kill(process.Id, SigTerm);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, out int status, int options);
}
