using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Processes;

/// <summary>
/// Receives <see cref="WakeSignal"/>. It is created before any other process can know the pid and lives as long as its process, because without it the signal
/// would end the process.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class WakeListener : IDisposable
{
    private readonly SafeFileHandle _read;
    private readonly SafeFileHandle _write;
    private readonly PosixSignalRegistration _signal;

    public WakeListener()
    {
        const int CloseOnExecNonBlocking = 0x80000 | 0x800;
        Span<int> ends = stackalloc int[2];
        if (pipe2(ends, CloseOnExecNonBlocking) != 0)
        {
            throw new IOException($"A pipe could not be made: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        (_read, _write) = (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
        _signal = PosixSignalRegistration.Create((PosixSignal)WakeSignal.Number, OnWake);
    }

    /// <summary>A descriptor that becomes readable when the signal arrives.</summary>
    internal int Descriptor => (int)_read.DangerousGetHandle();

    /// <summary>Consumes the signals that have arrived.</summary>
    internal unsafe void Clear()
    {
        var bytes = stackalloc byte[64];
        _ = read(_read, bytes, 64);
    }

    public void Dispose()
    {
        _signal.Dispose();
        _read.Dispose();
        _write.Dispose();
    }

    private unsafe void OnWake(PosixSignalContext signal)
    {
        // The default action of the signal ends the process.
        signal.Cancel = true;
        var one = (byte)1;
        _ = write(_write, &one, 1);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(Span<int> ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint read(SafeFileHandle descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint write(SafeFileHandle descriptor, byte* buffer, nuint count);
}
