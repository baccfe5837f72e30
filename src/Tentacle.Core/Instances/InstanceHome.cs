using System.Security.Cryptography;
using System.Text;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Instances;

/// <summary>Every path of one instance's home. Home can be passed through by other accounts; what is secret in it is owner-only by itself.</summary>
/// <param name="Directory">Absolute.</param>
public sealed record InstanceHome(string Directory)
{
    // sun_path holds 108 bytes on Linux and 104 on macOS; a little is left for the terminating zero and for temporary names.
    private const int LongestSocketPath = 100;

    /// <summary>A folder per job: the interface between agent and supervisors.</summary>
    public string Jobs => Path.Combine(Directory, "Jobs");

    /// <summary>A working directory per job.</summary>
    public string Work => Path.Combine(Directory, "Work");

    public string Logs => Path.Combine(Directory, "Logs");

    /// <summary>Uploads that are not complete.</summary>
    public string Uploads => Path.Combine(Directory, "Uploads");

    /// <summary>Records that could not be read, set aside with a note of why.</summary>
    public string Damaged => Path.Combine(Directory, "Damaged");

    /// <summary>Locked by the one agent that runs this instance.</summary>
    public string AgentLock => Path.Combine(Directory, "agent.lock");

    /// <summary>The last refused connections, for commands and the Manager to show.</summary>
    public string RefusedConnections => Path.Combine(Directory, "refused.json");

    /// <summary>The journal of package deployments, a JSON object a line.</summary>
    public string Deployments => Path.Combine(Directory, "deployments.ndjson");

    /// <summary>Empty: there since health first said that Calamari is missing.</summary>
    public string CalamariNotice => Path.Combine(Directory, "calamari.notice");

    /// <summary>Where deployed applications go when the settings name no other place.</summary>
    public string DefaultApplications => Path.Combine(Directory, "Applications");

    /// <summary>
    /// Where the agent listens for this machine's own commands: a Unix socket, on Windows a named pipe. A home whose path is too long for a socket
    /// has a link to it, because only the agent knows which run-time directory its account has.
    /// </summary>
    public string LocalSocket =>
        OperatingSystem.IsWindows() ? @"\\.\pipe\tentacle-" + Hash()
        : IsSocketAddress(SocketInHome) ? SocketInHome
        : new FileInfo(SocketInHome).LinkTarget ?? RunTimeSocket();

    /// <summary>The socket, or the link to it, in home itself.</summary>
    public string SocketInHome => Path.Combine(Directory, "tentacle.sock");

    /// <summary>For the agent that is about to listen: where it does, with the link that leads others there when that is not in home.</summary>
    /// <exception cref="SettingsException">There is no place whose path is short enough, or it cannot be made.</exception>
    public string PlaceLocalSocket()
    {
        if (OperatingSystem.IsWindows() || IsSocketAddress(SocketInHome))
        {
            return LocalSocket;
        }

        var socket = RunTimeSocket();
        if (!IsSocketAddress(socket))
        {
            throw new SettingsException(
                $"The home directory '{Directory}' is too long for a local socket in it, and so is '{socket}': a socket's path has at most {LongestSocketPath} bytes. "
                + "Choose a shorter home, or set XDG_RUNTIME_DIR to a shorter directory.");
        }

        try
        {
            OwnerOnlyDirectory.Create(Path.GetDirectoryName(socket)!);
            File.Delete(SocketInHome);
            File.CreateSymbolicLink(SocketInHome, socket);
            return socket;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Making the directory of the local socket", socket, e);
        }
    }

    /// <summary>Makes home and the folders of the agent, as the account that will run it, with their modes. A home that is there already keeps its own mode.</summary>
    /// <exception cref="SettingsException">A directory cannot be made.</exception>
    public void Create()
    {
        CreateDirectory();
        foreach (var folder in new[] { Jobs, Work, Logs, Uploads })
        {
            CreateFolder(folder);
        }
    }

    /// <summary>Makes one folder of a home, owner-only; when root makes it, for the home's owner.</summary>
    /// <exception cref="SettingsException">The directory cannot be made.</exception>
    public static void CreateFolder(string folder)
    {
        try
        {
            if (!System.IO.Directory.Exists(folder))
            {
                OwnerOnlyDirectory.Create(folder);
                OwnedFile.TakeOwnerOfParent(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Making the directory", folder, e);
        }
    }

    /// <summary>Makes home alone.</summary>
    /// <exception cref="SettingsException">The directory cannot be made.</exception>
    public void CreateDirectory() => SharedDirectory.Create(Directory, SharedDirectory.PassThrough);

    /// <summary>True while an agent holds the lock.</summary>
    /// <exception cref="SettingsException">It cannot be found out.</exception>
    public bool IsAgentRunning()
    {
        try
        {
            if (File.Exists(AgentLock))
            {
                using var held = new FileStream(AgentLock, FileMode.Open, FileAccess.Write, FileShare.None);
            }

            return false;
        }
        catch (IOException e) when (OwnedFile.IsHeldElsewhere(e))
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Locking", AgentLock, e);
        }
    }

    private static bool IsSocketAddress(string path) => Encoding.UTF8.GetByteCount(path) <= LongestSocketPath;

    private string RunTimeSocket() => Path.Combine(RunTimeDirectory(), Hash() + ".sock");

    private string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Directory)))[..16];

    private static string RunTimeDirectory()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/run/tentacle";
        }

        return Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } set && Path.IsPathRooted(set)
            ? Path.Combine(set, "tentacle")
            : Path.Combine(Path.GetTempPath(), "tentacle-" + Environment.UserName);
    }
}
