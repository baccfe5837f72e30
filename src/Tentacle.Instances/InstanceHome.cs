using System.Security.Cryptography;
using System.Text;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Storage;

namespace Tentacle.Instances;

/// <summary>The paths of one instance's home. Other accounts can traverse the home, so each secret in it is owner-only itself.</summary>
/// <param name="Directory">The absolute path of the home.</param>
public sealed record InstanceHome(string Directory)
{
    // sun_path holds 108 bytes on Linux and 104 on macOS. The limit leaves room for the terminating zero and for temporary names.
    private const int MaxSocketPathLength = 100;

    /// <summary>The folder with one folder per job, which is the interface between the agent and the supervisors.</summary>
    public string Jobs => Path.Combine(Directory, "Jobs");

    /// <summary>The folder with one working directory per job.</summary>
    public string Work => Path.Combine(Directory, "Work");

    public string Logs => Path.Combine(Directory, "Logs");

    /// <summary>The folder with the records of uploads.</summary>
    public string Uploads => Path.Combine(Directory, "Uploads");

    /// <summary>The folder with records that could not be read, each with a note of the reason.</summary>
    public string Damaged => Path.Combine(Directory, "Damaged");

    /// <summary>The lock file of the agent that runs this instance.</summary>
    public string AgentLock => Path.Combine(Directory, "agent.lock");

    /// <summary>The last refused connections, for commands and the Manager to show.</summary>
    public string RefusedConnections => Path.Combine(Directory, "refused.json");

    /// <summary>The journal of package deployments, one JSON object per line.</summary>
    public string Deployments => Path.Combine(Directory, "deployments.ndjson");

    /// <summary>An empty file that is created when the health check first reports that Calamari is missing.</summary>
    public string CalamariNotice => Path.Combine(Directory, "calamari.notice");

    /// <summary>The folder of deployed applications when the settings do not name another one.</summary>
    public string DefaultApplications => Path.Combine(Directory, "Applications");

    /// <summary>
    /// The address on which the agent listens for commands of this machine: a Unix socket, or a named pipe on Windows. A home whose path is too long
    /// for a socket has a link to the socket, because only the agent knows the run-time directory of its account.
    /// </summary>
    public string LocalSocket =>
        OperatingSystem.IsWindows() ? @"\\.\pipe\tentacle-" + Hash()
        : IsSocketAddress(SocketInHome) ? SocketInHome
        : new FileInfo(SocketInHome).LinkTarget ?? RunTimeSocket();

    /// <summary>The path of the socket, or of the link to it, in the home.</summary>
    public string SocketInHome => Path.Combine(Directory, "tentacle.sock");

    /// <summary>
    /// Returns the address on which the agent will listen. When the socket is not in the home, creates a link to it there for other processes.
    /// </summary>
    /// <exception cref="SettingsException">No path is short enough, or the directory or the link cannot be created.</exception>
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
                $"The home directory '{Directory}' is too long for a local socket in it, and so is '{socket}': "
                + $"a socket's path has at most {MaxSocketPathLength} bytes. "
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
            throw SettingsException.From("Making the directory of the local socket", socket, e);
        }
    }

    /// <summary>
    /// Creates the home and the folders of the agent with their modes, under the account that will run the agent. An existing home keeps its mode.
    /// </summary>
    /// <exception cref="SettingsException">A directory cannot be created.</exception>
    public void Create()
    {
        CreateDirectory();
        foreach (var folder in new[] { Jobs, Work, Logs, Uploads })
        {
            CreateFolder(folder);
        }
    }

    /// <summary>Creates one owner-only folder of a home. A folder that root creates belongs to the home's owner.</summary>
    /// <exception cref="SettingsException">The directory cannot be created.</exception>
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
            throw SettingsException.From("Making the directory", folder, e);
        }
    }

    /// <summary>Creates only the home.</summary>
    /// <exception cref="SettingsException">The directory cannot be created.</exception>
    public void CreateDirectory() => SharedDirectory.Create(Directory, SharedDirectory.PassThrough);

    /// <summary>True while an agent holds the lock.</summary>
    /// <exception cref="SettingsException">The lock file cannot be opened.</exception>
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
            throw SettingsException.From("Locking", AgentLock, e);
        }
    }

    private static bool IsSocketAddress(string path) => Encoding.UTF8.GetByteCount(path) <= MaxSocketPathLength;

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
