using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Client;

/// <summary>The local file of a transfer. Its errors are not network errors, and are not retried.</summary>
internal sealed class LocalFile : IDisposable
{
    public const int BufferSize = 256 * 1024;
    private readonly SafeFileHandle _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _path;

    private LocalFile(string path, SafeFileHandle file) => (_path, _file) = (path, file);

    public long Length => Guard(() => RandomAccess.GetLength(_file));

    /// <summary>The number of bytes from the beginning of the file that the digest includes.</summary>
    public long Hashed { get; private set; }

    public static LocalFile OpenToRead(string path) => Open(path, FileMode.Open, FileAccess.Read);

    public static LocalFile OpenToWrite(string path) => Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);

    public int Read(Span<byte> buffer, long position)
    {
        try
        {
            return RandomAccess.Read(_file, buffer, position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(_path, e);
        }
    }

    /// <summary>Writes after the hashed bytes and adds the new bytes to the digest.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, Hashed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(_path, e);
        }

        _hash.AppendData(bytes);
        Hashed += bytes.Length;
    }

    /// <summary>Adds the file's bytes up to an offset to the digest.</summary>
    public void HashUpTo(long end, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (Hashed < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - Hashed)), Hashed);
            if (read == 0)
            {
                throw new TentacleFileException($"'{_path}' became shorter while it was read. Let nothing write to it, and try again.");
            }

            _hash.AppendData(buffer.AsSpan(0, read));
            Hashed += read;
        }
    }

    /// <summary>The SHA-256 of the hashed bytes, in lower-case hex.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Truncates the file and resets the digest.</summary>
    public void Clear()
    {
        Guard(() =>
        {
            RandomAccess.SetLength(_file, 0);
            return true;
        });
        _hash.GetHashAndReset();
        Hashed = 0;
    }

    public void Flush() => Guard(() =>
    {
        RandomAccess.FlushToDisk(_file);
        return true;
    });

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    /// <summary>Runs an operation on a local file and converts its errors.</summary>
    public static T Guard<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }
    }

    private T Guard<T>(Func<T> act) => Guard(_path, act);

    private static LocalFile Open(string path, FileMode mode, FileAccess access) => Guard(path, () =>
    {
        var file = File.OpenHandle(path, mode, access, FileShare.Read);
        return new LocalFile(path, file);
    });

    private static TentacleFileException Failed(string path, Exception e) =>
        new($"'{path}' on this machine cannot be read or written: {e.Message} Check that it is there, that you may, and that its disk is not full.", e);
}
