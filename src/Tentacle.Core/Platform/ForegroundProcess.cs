using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform;

/// <summary>A program that has our terminal while we wait for it.</summary>
public static partial class ForegroundProcess
{
    private const int SigTerm = 15;

    /// <summary>Runs it to its end and returns its exit code. When we are asked to stop, it is asked, too.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static async Task<int> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
#pragma warning disable RS0030 // The one place for this kind of process.
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
#pragma warning restore RS0030
        using var stop = cancellationToken.Register(() => Ask(process));
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
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
}
