using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Systemd;

/// <summary>The files of a small Debian with systemd: made once for a machine, kept in the account's cache, never written to by who boots it.</summary>
internal static class DebianRoot
{
    private const string Tools = "systemd-container debootstrap";
    private const string Suite = "bookworm";

    // A machine that reaches no mirror would try for very long.
    private static readonly TimeSpan MaxFetch = TimeSpan.FromMinutes(5);

    // Part of the folder's name: another list is another root.
    private const string Packages = "systemd,systemd-sysv,dbus,libssl3,ca-certificates";

    /// <exception cref="MissingMachineException">It is not there and cannot be made here; the message says why.</exception>
    public static async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (Environment.UserName != "root")
        {
            throw new MissingMachineException($"Only root can boot a container, and this is '{Environment.UserName}'. Run these tests as root on a machine with systemd-nspawn.");
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

    private static Task EnsureToolsAsync(CancellationToken cancellationToken) =>
        WithinAsync(
            limited => DebianPackages.EnsureAsync(Tools, () => File.Exists("/usr/bin/systemd-nspawn") && File.Exists("/usr/sbin/debootstrap"), limited),
            $"'{Tools}' are not there, and could not be installed",
            cancellationToken);

    private static async Task MakeAsync(string root, CancellationToken cancellationToken)
    {
        var temporary = root + ".tmp";
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }

        await WithinAsync(
            async limited => (await RunningProgram.RunAsync(new ProgramStart("debootstrap", "--variant=minbase", $"--include={Packages}", Suite, temporary), limited)).Succeeded(),
            "No Debian to boot could be fetched",
            cancellationToken);
        Directory.Move(temporary, root);
    }

    private static async Task WithinAsync(Func<CancellationToken, Task> fetch, string failure, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(MaxFetch);
        try
        {
            await fetch(limited.Token);
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new MissingMachineException($"{failure} within {MaxFetch.TotalMinutes:0} minutes: {e.Message}", e);
        }
    }
}
