using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Processes;

/// <summary>The parameters of a child process.</summary>
public sealed record ChildProcessStart(
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string,
    string> Environment,
    string WorkingDirectory);

/// <summary>
/// Starts a program with the default action for every signal and no signal blocked. The runtime's own method would let it inherit ignored signals, such as
/// SIGPIPE, and needs threads.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class PosixSpawn
{
    /// <summary>The size in bytes of a buffer that is large enough for the spawn structures, signal sets and signal actions of any C library.</summary>
    public const int OpaqueSize = 1024;

    private const short SetPGroup = 0x02;
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;

    /// <summary>Starts a program with an empty standard input, the two outputs and its own process group.</summary>
    /// <returns>0, or an errno.</returns>
    public static int Start(ChildProcessStart start, SafeFileHandle output, SafeFileHandle error, out int pid) =>
        Start(start, (Number(output), Number(error)), out pid);

    /// <summary>Starts a program with the standard streams and the process group of this process.</summary>
    /// <returns>0, or an errno.</returns>
    public static int StartInOurPlace(ChildProcessStart start, out int pid) => Start(start, null, out pid);

    private static unsafe int Start(ChildProcessStart start, (int Output, int Error)? outputs, out int pid)
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
            if (outputs is var (output, error))
            {
                Check(posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0));
                Check(posix_spawn_file_actions_adddup2(actions, output, 1));
                Check(posix_spawn_file_actions_adddup2(actions, error, 2));
                Check(posix_spawnattr_setpgroup(attributes, 0));
            }

            Check(posix_spawn_file_actions_addchdir_np(actions, start.WorkingDirectory));
            // sigfillset is not used: glibc omits its own two signals there, and the new program would ignore them.
            NativeMemory.Fill(signals, OpaqueSize, 0xff);
            Check(posix_spawnattr_setsigdefault(attributes, signals));
            Check(sigemptyset(signals));
            Check(posix_spawnattr_setsigmask(attributes, signals));
            Check(posix_spawnattr_setflags(attributes, (short)((outputs is null ? 0 : SetPGroup) | SetSignalDefault | SetSignalMask)));
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

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

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
