using System.Security.Cryptography;
using System.Text;
using Tentacle.Core.Platform;

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

    /// <summary>Locked by the one agent that runs this instance.</summary>
    public string AgentLock => Path.Combine(Directory, "agent.lock");

    /// <summary>The last refused connections, for commands and the Manager to show.</summary>
    public string RefusedConnections => Path.Combine(Directory, "refused.json");

    /// <summary>The journal of package deployments, a JSON object a line.</summary>
    public string Deployments => Path.Combine(Directory, "deployments.ndjson");

    /// <summary>Where deployed applications go when the settings name no other place.</summary>
    public string DefaultApplications => Path.Combine(Directory, "Applications");

    /// <summary>
    /// Where the agent listens for this machine's own commands: a Unix socket, on Windows a named pipe. A home whose path is too long
    /// for a socket has it in the run-time directory, under the hash of the home.
    /// </summary>
    public string LocalSocket
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return @"\\.\pipe\tentacle-" + Hash();
            }

            var inHome = Path.Combine(Directory, "tentacle.sock");
            return Encoding.UTF8.GetByteCount(inHome) <= LongestSocketPath ? inHome : Path.Combine(RunTimeDirectory(), Hash() + ".sock");
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
