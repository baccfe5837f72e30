using System.Runtime.InteropServices;

namespace Tentacle.Testing.Faults;

/// <summary>A file system of a few megabytes in the place of a directory. To mount one takes root: without that, the tests that need it fail and say so.</summary>
public sealed partial class SmallDisk : IDisposable
{
    private const int DetachLazily = 2;
    private readonly string _path;

    public SmallDisk(string path, string size)
    {
        _path = path;
        Directory.CreateDirectory(path);
        if (mount("none", path, "tmpfs", 0, $"size={size},mode=0700") != 0)
        {
            throw new InvalidOperationException($"A tmpfs could not be mounted at '{path}': {Marshal.GetLastPInvokeErrorMessage()}. Run these tests as root, with the right to mount.");
        }
    }

    public void Dispose() => _ = umount2(_path, DetachLazily);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
