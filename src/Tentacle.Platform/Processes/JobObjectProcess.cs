using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Processes;

/// <summary>A program in a Windows job object, together with all its descendants. Disposing of it does not end them.</summary>
[SupportedOSPlatform("windows")]
public sealed partial class JobObjectProcess : IDisposable
{
    private const int BasicAccountingInformation = 1;
    private const uint CtrlBreak = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly Process _process;
    private readonly SafeFileHandle _job;

    private JobObjectProcess(Process process, SafeFileHandle job) => (_process, _job) = (process, job);

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Error => _process.StandardError.BaseStream;

    /// <summary>The exit code; null until the program has ended.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>The number of running processes in the tree.</summary>
    public int Count
    {
        get
        {
            var accounting = default(Accounting);
            return QueryInformationJobObject(_job, BasicAccountingInformation, ref accounting, Marshal.SizeOf<Accounting>(), out _)
                ? (int)accounting.ActiveProcesses
                : 0;
        }
    }

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static JobObjectProcess Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string,
        string> environment,
        string workingDirectory)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            CreateNewProcessGroup = true,
            WorkingDirectory = workingDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var job = CreateJobObjectW(0, null);
#pragma warning disable RS0030 // The one place for this kind of process.
        var process = Process.Start(start)!;
#pragma warning restore RS0030
        process.StandardInput.Close();
        if (!AssignProcessToJobObject(job, process.SafeHandle))
        {
            throw new System.ComponentModel.Win32Exception(Marshal.GetLastPInvokeError());
        }

        return new JobObjectProcess(process, job);
    }

    /// <summary>Waits until the program ends, the time has elapsed, or <paramref name="wake"/> is set.</summary>
    /// <returns>True when the program has ended.</returns>
    public bool WaitForExit(TimeSpan atMost, WaitHandle wake)
    {
        using var exit = new ManualResetEvent(false) { SafeWaitHandle = new SafeWaitHandle(_process.Handle, ownsHandle: false) };
        return WaitHandle.WaitAny([exit, wake], atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero) == 0;
    }

    /// <summary>Sends CTRL_BREAK to the program's process group, so that it can clean up.</summary>
    public void SendBreak() => GenerateConsoleCtrlEvent(CtrlBreak, (uint)_process.Id);

    /// <summary>Ends all processes in the tree.</summary>
    public void Terminate() => TerminateJobObject(_job, 1);

    /// <summary>Waits until the tree has no process left. Returns false when the time has elapsed first.</summary>
    public bool WaitUntilEmpty(TimeSpan atMost)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (Count > 0)
        {
            if (TimeProvider.System.GetElapsedTime(started) > atMost)
            {
                return false;
            }

            BlockingPause.Wait(Interval);
        }

        return true;
    }

    public void Dispose()
    {
        _process.Dispose();
        _job.Dispose();
    }

    [LibraryImport("kernel32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateJobObjectW(nint attributes, string? name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateJobObject(SafeFileHandle job, uint exitCode);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GenerateConsoleCtrlEvent(uint type, uint group);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryInformationJobObject(SafeFileHandle job, int kind, ref Accounting information, int length, out int returned);

    [StructLayout(LayoutKind.Sequential)]
    private struct Accounting
    {
        public long TotalUserTime;
        public long TotalKernelTime;
        public long ThisPeriodTotalUserTime;
        public long ThisPeriodTotalKernelTime;
        public uint TotalPageFaultCount;
        public uint TotalProcesses;
        public uint ActiveProcesses;
        public uint TotalTerminatedProcesses;
    }
}
