using System.Globalization;
using System.Runtime.InteropServices;
using Tentacle.Instances;
using Tentacle.Platform;
using Tentacle.Platform.Storage;

namespace Tentacle.Agent.Composition;

/// <summary>The lock that allows one agent per instance. The operating system releases it, however the process ends.</summary>
internal sealed partial class AgentLock : IDisposable
{
    private const string ProgramName = "tentacle";
    private const int MaxTries = 100;
    private const int MaxSignatureLength = 512;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);
    private readonly LockFile _file;

    private AgentLock(LockFile file) => _file = file;

    /// <exception cref="AgentStartException">Another process holds the lock, or the lock file cannot be created.</exception>
    public static AgentLock Take(string path, string instanceName)
    {
        try
        {
            // Agents that start concurrently take turns, so that only one of them replaces a lock file that another account holds.
            using var turn = AwaitTurn(Path.GetDirectoryName(path)!);
            var held = LockFile.TryTake(path, path)
                ?? (turn is null ? null : TakeFromStrangers(path))
                ?? throw Taken(path, instanceName);
            Sign(held, instanceName);
            return new AgentLock(held);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AgentStartException(
                $"'{path}' cannot be written by the account {Environment.UserName}. Give it the instance's home directory, or run as its owner.",
                e);
        }
        catch (IOException e)
        {
            throw new AgentStartException($"'{path}' cannot be locked: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static LockFile? AwaitTurn(string directory)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (LockFile.TryTakeDirectory(directory) is { } turn)
            {
                return turn;
            }

            if (OperatingSystem.IsWindows())
            {
                return null;
            }

            BlockingPause.Wait(BetweenTries);
        }

        return null;
    }

    // The content is only for messages and for people who read the file. The kernel knows which process holds the lock.
    private static void Sign(LockFile held, string instanceName)
    {
        try
        {
            RandomAccess.SetLength(held.Handle, 0);
            FileBytes.Write(
                held.Handle,
                System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{instanceName}\n")),
                0);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // The file was once readable by all accounts, so an account that can no longer open it may still hold a lock from that time. Such a holder is not an agent.
    private static LockFile? TakeFromStrangers(string path)
    {
        var holders = LockHolder.Find(path);
        if (OperatingSystem.IsWindows() || holders.Count == 0 || holders.Any(holder => holder.User == 0 || holder.User == geteuid()))
        {
            return null;
        }

        File.Delete(path);
        return LockFile.TryTake(path, Path.GetDirectoryName(path)!);
    }

    private static AgentStartException Taken(string path, string instanceName)
    {
        var holders = LockHolder.Find(path);
        return new AgentStartException(
            holders is [{ Program: ProgramName } other] && SignedBy(path) is { Length: > 0 } name && name != instanceName
                ? $"The home directory '{Path.GetDirectoryName(path)}' of the instance '{instanceName}' is that of the instance '{name}' too, which is "
                    + $"running as process {other.Pid}. "
                    + $"Give one of them a directory of its own: tentacle configure --instance \"{instanceName}\" --home DIR."
            : holders is [{ Program: ProgramName } agent]
                ? $"The instance '{instanceName}' is running already, as process {agent.Pid}. Stop that one first."
            : holders.Count > 0
                ? $"The instance '{instanceName}' cannot be started: its lock '{path}' is held by {string.Join(" and ", holders)}. End that first."
            : $"The instance '{instanceName}' is running already, or its lock '{path}' is held by another program; "
                + "which process it is cannot be known from here. "
                + $"Stop it first: 'fuser {path}' on this machine shows it.");
    }

    private static string? SignedBy(string path)
    {
        try
        {
            using var file = new FileStream(
                OperatingSystem.IsWindows() ? File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete) : AppendedFile.Open(path),
                FileAccess.Read);
            Span<byte> head = stackalloc byte[MaxSignatureLength];
            var lines = System.Text.Encoding.UTF8.GetString(head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]).Split('\n');
            return lines is [_, var name, ..] ? name : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
