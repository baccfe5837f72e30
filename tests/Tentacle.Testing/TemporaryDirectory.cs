namespace Tentacle.Testing;

/// <summary>A directory that is gone after the test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(10);

    public string Path { get; } = Directory.CreateTempSubdirectory("tentacle-test-").FullName;

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public void Dispose()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Directory.Exists(Path))
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // The test deletes it itself, or something in it.
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(begun) < MaxDuration)
            {
                // What the test started and did not wait for still writes into it.
                Thread.Yield();
            }
        }
    }
}
