using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Systemd;

/// <summary>The files of a small Debian with systemd: made once for a machine, kept in the account's cache, never written to by who boots it.</summary>
internal static class DebianRoot
{
    private const string Tools = "systemd-container debootstrap";
    private const string Suite = "bookworm";

    // Part of the folder's name: another list is another root.
    private const string Packages = "systemd,systemd-sysv,dbus,libssl3,ca-certificates";

    /// <exception cref="InvalidOperationException">It is not there and cannot be made here; the message says why.</exception>
    public static async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException($"Only root can boot a container, and this is '{Environment.UserName}'. Run these tests as root on a machine with systemd-nspawn.");
        }

        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "tentacle-tests");
        var root = Path.Combine(cache, $"{Suite}-{Packages.Replace(',', '-')}");
        using var _ = await MachineLock.TakeAsync(Path.Combine(cache, "debian-root.lock"), cancellationToken);
        await EnsureToolsAsync(cancellationToken);
        if (!Directory.Exists(root))
        {
            await MakeAsync(root, cancellationToken);
        }

        return root;
    }

    private static async Task EnsureToolsAsync(CancellationToken cancellationToken)
    {
        if (File.Exists("/usr/bin/systemd-nspawn") && File.Exists("/usr/sbin/debootstrap"))
        {
            return;
        }

        if (!File.Exists("/usr/bin/apt-get"))
        {
            throw new InvalidOperationException($"systemd-nspawn and debootstrap are not installed, and there is no apt to install them with. Install what your system calls '{Tools}'.");
        }

        using var _ = await MachineLock.TakeAsync(Path.Combine(Path.GetTempPath(), "tentacle-tests-install.lock"), cancellationToken);
        var install = new ProgramStart("/bin/sh", "-c", $"apt-get update -q && apt-get install --yes -q --no-install-recommends {Tools}")
        {
            Environment = new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        (await RunningProgram.RunAsync(install, cancellationToken)).Succeeded();
    }

    private static async Task MakeAsync(string root, CancellationToken cancellationToken)
    {
        var temporary = root + ".tmp";
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }

        (await RunningProgram.RunAsync(new ProgramStart("debootstrap", "--variant=minbase", $"--include={Packages}", Suite, temporary), cancellationToken)).Succeeded();
        Directory.Move(temporary, root);
    }
}
