using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Processes;

/// <summary>
/// Waits on one thread for all events of a child: output, its end, a wake signal (a request to check the job's folder) and the end of a time span.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ChildEvents : IDisposable
{
    private const short PollIn = 1;
    private const int PidFdOpen = 434;
    private const int Interrupted = 4;
    private const int NoHang = 1;
    private readonly int _pidFd;
    private readonly WakeListener _wake;
    private SafeFileHandle? _output;
    private SafeFileHandle? _error;
    private bool _ended;

    public ChildEvents(ChildProcess child, WakeListener wake)
    {
        (_output, _error, _wake) = (child.Output, child.Error, wake);
        _pidFd = (int)syscall(PidFdOpen, child.Pid, 0);
    }

    /// <summary>Waits until an event occurs or the time has elapsed.</summary>
    public unsafe ChildEvent Wait(TimeSpan atMost)
    {
        // A kernel without pidfd cannot report the end of the child, so the wait is shorter and the caller checks for it more often.
        var milliseconds = (int)Math.Clamp(Math.Ceiling(atMost.TotalMilliseconds), 0, _pidFd < 0 && !_ended ? 20 : 60_000);
        Span<PollEntry> entries =
        [
            new PollEntry { Descriptor = Number(_output), Events = PollIn },
            new PollEntry { Descriptor = Number(_error), Events = PollIn },
            new PollEntry { Descriptor = _ended ? -1 : _pidFd, Events = PollIn },
            new PollEntry { Descriptor = _wake.Descriptor, Events = PollIn },
        ];
        fixed (PollEntry* first = entries)
        {
            if (poll(first, (nuint)entries.Length, milliseconds) < 0)
            {
                return ChildEvent.None;
            }
        }

        var happened = ChildEvent.None;
        for (var i = 0; i < entries.Length; i++)
        {
            happened |= entries[i].Returned != 0 ? (ChildEvent)(1 << i) : ChildEvent.None;
        }

        if (happened.HasFlag(ChildEvent.Wake))
        {
            _wake.Clear();
        }

        return _pidFd < 0 && !_ended ? happened | ChildEvent.Exit : happened;
    }

    /// <summary>
    /// Reads available bytes from a stream that <see cref="Wait"/> reported. Returns 0 when the stream has ended; the stream is then no longer waited for.
    /// </summary>
    public int Read(ChildEvent stream, Span<byte> buffer)
    {
        ref var handle = ref stream == ChildEvent.Output ? ref _output : ref _error;
        var count = handle is null ? 0 : RandomAccessRead(handle, buffer);
        if (count == 0 || (count < 0 && Marshal.GetLastPInvokeError() != Interrupted))
        {
            handle = null;
        }

        return Math.Max(count, 0);
    }

    /// <summary>True until both streams have ended.</summary>
    public bool HasOutput => _output is not null || _error is not null;

    /// <summary>
    /// Reaps all child processes that have ended. Returns the exit code of the given process once, or 128 plus the signal's number when a signal ended it;
    /// otherwise null.
    /// </summary>
    public int? Reap(int pid)
    {
        int? exitCode = null;
        while (waitpid(-1, out var status, NoHang) is var ended and > 0)
        {
            if (ended == pid)
            {
                _ended = true;
                exitCode = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
            }
        }

        return exitCode;
    }

    public void Dispose()
    {
        if (_pidFd >= 0)
        {
            _ = close(_pidFd);
        }
    }

    private static unsafe int RandomAccessRead(SafeFileHandle handle, Span<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            return (int)read(handle, first, (nuint)buffer.Length);
        }
    }

    private static int Number(SafeFileHandle? handle) => handle is null ? -1 : (int)handle.DangerousGetHandle();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, int pid, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint read(SafeFileHandle descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
