using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Core.Platform.Processes;

/// <summary>What to start.</summary>
public sealed record ChildProcessStart(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory);

/// <summary>
/// A program that was started with pipes from its two outputs and nothing else of ours: no other descriptor, no ignored signal, an empty standard
/// input, a process group of its own. Made by posix_spawn, because the runtime's own way leaves SIGPIPE ignored and needs threads.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ChildProcess : IDisposable
{
    // As large as any C library's spawn structures and signal sets.
    private const int OpaqueSize = 1024;
    private const int PipeBytes = 1 << 20;
    private const short SetPGroup = 0x02;
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;

    private ChildProcess(int pid, SafeFileHandle output, SafeFileHandle error) => (Pid, Output, Error) = (pid, output, error);

    public int Pid { get; }

    /// <summary>The reading end of its standard output.</summary>
    public SafeFileHandle Output { get; }

    /// <summary>The reading end of its standard error.</summary>
    public SafeFileHandle Error { get; }

    /// <summary>Starts it. Null when that is not possible; <paramref name="error"/> then says why.</summary>
    public static ChildProcess? TryStart(ChildProcessStart start, out string? error)
    {
        var (outputRead, outputWrite) = Pipe();
        var (errorRead, errorWrite) = Pipe();
        using (outputWrite)
        using (errorWrite)
        {
            var code = Spawn(start, outputWrite, errorWrite, out var pid);
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

    private static unsafe int Spawn(ChildProcessStart start, SafeFileHandle output, SafeFileHandle error, out int pid)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        var signals = stackalloc byte[OpaqueSize];
        Check(posix_spawn_file_actions_init(actions));
        Check(posix_spawnattr_init(attributes));
        using var arguments = new NativeStrings([start.Program, .. start.Arguments]);
        using var environment = new NativeStrings(start.Environment.Select(v => $"{v.Key}={v.Value}"));
        try
        {
            Check(posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0));
            Check(posix_spawn_file_actions_adddup2(actions, (int)output.DangerousGetHandle(), 1));
            Check(posix_spawn_file_actions_adddup2(actions, (int)error.DangerousGetHandle(), 2));
            Check(posix_spawn_file_actions_addchdir_np(actions, start.WorkingDirectory));

            Check(sigfillset(signals));
            Check(posix_spawnattr_setsigdefault(attributes, signals));
            Check(sigemptyset(signals));
            Check(posix_spawnattr_setsigmask(attributes, signals));
            Check(posix_spawnattr_setpgroup(attributes, 0));
            Check(posix_spawnattr_setflags(attributes, SetPGroup | SetSignalDefault | SetSignalMask));
            return posix_spawn(out pid, start.Program, actions, attributes, arguments.Pointer, environment.Pointer);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new IOException($"A process could not be prepared: {Marshal.GetPInvokeErrorMessage(code)} (errno {code}).");
        }
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

        // A larger pipe lets a script with much output run on while we write; a limit of the system may refuse it.
        _ = fcntl(ends[0], SetPipeSize, PipeBytes);
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(Span<int> ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn(out int pid, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setpgroup(byte* attributes, int group);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static unsafe partial int sigfillset(byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int sigemptyset(byte* signals);

    /// <summary>A null-terminated array of C strings.</summary>
    private sealed unsafe class NativeStrings : IDisposable
    {
        private readonly int _count;

        public NativeStrings(IEnumerable<string> strings)
        {
            var all = strings.ToArray();
            _count = all.Length;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
            {
                var length = Encoding.UTF8.GetByteCount(all[i]);
                Pointer[i] = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
                Encoding.UTF8.GetBytes(all[i], new Span<byte>(Pointer[i], length));
            }
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++)
            {
                NativeMemory.Free(Pointer[i]);
            }

            NativeMemory.Free(Pointer);
        }
    }
}
