namespace Tentacle.Supervisor;

/// <summary>Notifies a listening agent that a record is on disk. A missing agent does not stop the supervisor.</summary>
internal sealed class SupervisorEventWriter : IDisposable
{
    private readonly Stream _output = Console.OpenStandardOutput();

    public void Publish(string name)
    {
        try
        {
            _output.Write(System.Text.Encoding.ASCII.GetBytes(name + "\n"));
            _output.Flush();
        }
        catch (IOException)
        {
            // The agent has ended. It will read the record from disk.
        }
    }

    public void Dispose() => _output.Dispose();
}
