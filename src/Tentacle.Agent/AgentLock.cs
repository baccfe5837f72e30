using Tentacle.Core.Platform.Storage;

namespace Tentacle.Agent;

/// <summary>One agent an instance: held from start to end, released by the system however the process ends.</summary>
internal sealed class AgentLock : IDisposable
{
    private readonly FileStream _file;

    private AgentLock(FileStream file) => _file = file;

    /// <exception cref="AgentStartException">Another agent holds it, or it cannot be made.</exception>
    public static AgentLock Take(string path, string instanceName)
    {
        try
        {
            // Elsewhere than on Windows only FileShare.None keeps others out.
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.UTF8.GetBytes($"{Environment.ProcessId}\n{instanceName}\n"));
            file.Flush();
            return new AgentLock(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AgentStartException($"'{path}' cannot be written by the account {Environment.UserName}. Give it the instance's home directory, or run as its owner.", e);
        }
        catch (IOException e)
        {
            throw new AgentStartException(
                Holder(path) switch
                {
                    (null, _) => $"'{path}' cannot be locked: {e.Message}",
                    ({ } pid, { Length: > 0 } other) when other != instanceName =>
                        $"The home directory '{Path.GetDirectoryName(path)}' of the instance '{instanceName}' is that of the instance '{other}' too, which is running as process {pid}. "
                        + $"Give one of them a directory of its own: tentacle configure --instance \"{instanceName}\" --home DIR.",
                    ({ } pid, _) => $"The instance '{instanceName}' is running already, as process {pid}. Stop that one first.",
                },
                e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static (string? ProcessId, string? Instance) Holder(string path)
    {
        try
        {
            using var file = new StreamReader(Peek(path));
            return (file.ReadLine(), file.ReadLine());
        }
        catch (IOException)
        {
            return (null, null);
        }
    }

    // Opened by the runtime, a file is locked in the same breath, and the holder's lock would stand in the way.
    private static FileStream Peek(string path) => OperatingSystem.IsWindows()
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        : new FileStream(AppendedFile.Open(path), FileAccess.Read);
}
