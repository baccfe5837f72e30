namespace Tentacle.Testing.Programs;

/// <summary>One holder on the whole machine, whichever process: for what must not run twice at once, such as a publish or an installation.</summary>
public sealed class MachineLock : IDisposable
{
    private readonly FileStream _file;

    private MachineLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock, up to half an hour: behind it somebody may be compiling.</summary>
    public static async Task<MachineLock> TakeAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new MachineLock(await Eventually.FindsAsync(() => Task.FromResult(TryOpen(path)), cancellationToken, TimeSpan.FromMinutes(30), $"the lock '{path}' is free"));
    }

    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
