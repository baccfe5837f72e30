namespace Tentacle.Supervisor;

/// <summary>Tells an agent that listens what is on disk now. An agent that is gone is no reason to stop.</summary>
internal sealed class News : IDisposable
{
    private readonly Stream _output = Console.OpenStandardOutput();

    public void Tell(string news)
    {
        try
        {
            _output.Write(System.Text.Encoding.ASCII.GetBytes(news + "\n"));
            _output.Flush();
        }
        catch (IOException)
        {
            // Nobody listens any more; it is on disk.
        }
    }

    public void Dispose() => _output.Dispose();
}
