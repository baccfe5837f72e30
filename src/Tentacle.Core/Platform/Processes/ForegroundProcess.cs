using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tentacle.Core.Platform.Processes;

/// <summary>A program that runs in our place for a while: it has our standard input, output and error.</summary>
public static partial class ForegroundProcess
{
    private const int SigTerm = 15;
    private const int Interrupted = 4;

    /// <summary>Runs it to its end. It starts with every signal at its default.</summary>
    /// <param name="program">Absolute.</param>
    /// <param name="arguments">Each arrives as it is.</param>
    /// <param name="environment">All that it gets.</param>
    /// <param name="workingDirectory">Where it starts.</param>
    /// <returns>Its exit code; 128 and the number for one that a signal ended.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
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

    /// <summary>Runs it to its end and returns its exit code. When we are asked to stop, it is asked, too.</summary>
    /// <param name="program">Absolute.</param>
    /// <param name="arguments">Each arrives as it is.</param>
    /// <param name="environment">Added to our own.</param>
    /// <param name="cancellationToken">Asks it to end.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static async Task<int> RunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
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
            // A signal of ours came in between.
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
