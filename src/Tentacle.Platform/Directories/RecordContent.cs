
namespace Tentacle.Platform.Directories;

/// <summary>The result of reading one of the agent's own files.</summary>
public abstract record RecordContent
{
    private RecordContent()
    {
    }

    /// <summary>The file does not exist.</summary>
    public sealed record Missing : RecordContent;

    public sealed record Whole(byte[] Bytes) : RecordContent;

    /// <summary>The file cannot be read, or is rejected.</summary>
    /// <param name="Reason">The reason as text for people, such as "it is a link".</param>
    /// <param name="Error">The error that the file system reported, if there was one.</param>
    public sealed record Unreadable(string Reason, StorageError Error = StorageError.Failed) : RecordContent;
}
