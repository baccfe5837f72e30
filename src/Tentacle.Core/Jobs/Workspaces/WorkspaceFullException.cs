namespace Tentacle.Core.Jobs.Workspaces;

/// <summary>The files of a submission leave too little free space on the disk.</summary>
public sealed class WorkspaceFullException : Exception
{
    public WorkspaceFullException(string directory, long freeBytes, long neededBytes, Exception? innerException = null)
        : base($"The disk of '{directory}' has {freeBytes} bytes free; {neededBytes} must stay free.", innerException) =>
        (Directory, FreeBytes, NeededBytes) = (directory, freeBytes, neededBytes);

    public WorkspaceFullException()
    {
    }

    public WorkspaceFullException(string message)
        : base(message)
    {
    }

    public WorkspaceFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public string Directory { get; } = "";

    public long FreeBytes { get; }

    public long NeededBytes { get; }
}
