using System.Globalization;
using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Systemd;

/// <summary>
/// A machine whose process 1 is systemd, in a container: its files are its own and gone afterwards, its network is this machine's, so that what listens
/// in it can be called from the test.
/// </summary>
public sealed class SystemdMachine : IAsyncDisposable
{
    private static readonly TimeSpan MaxBoot = TimeSpan.FromSeconds(60);

    private readonly RunningProgram _container;
    private readonly int _init;

    private SystemdMachine(RunningProgram container, int init) => (_container, _init) = (container, init);

    /// <summary>Boots it.</summary>
    /// <param name="programs">A directory that the machine sees as <c>/opt/octopus/tentacle</c>.</param>
    /// <exception cref="MissingMachineException">No container can be booted here; the message says why.</exception>
    public static async Task<SystemdMachine> BootAsync(string programs, CancellationToken cancellationToken)
    {
        var root = await DebianRoot.GetAsync(cancellationToken);
        var name = $"tentacle-{Environment.ProcessId}-{Guid.NewGuid():N}"[..32];
        var container = RunningProgram.Start(new ProgramStart(
            "systemd-nspawn", "--boot", $"--directory={root}", "--volatile=overlay", "--console=pipe", "--register=no", "--keep-unit", "--quiet",
            $"--machine={name}", $"--bind-ro={programs}:/opt/octopus/tentacle"));
        try
        {
            return await Eventually.FindsAsync(() => FindBootedAsync(container), cancellationToken, MaxBoot, "systemd has booted in the container");
        }
        catch (TimeoutException e)
        {
            await container.DisposeAsync();
            throw new MissingMachineException($"systemd does not boot in a container on this machine. systemd-nspawn says:\n{container.Output}{container.Errors}", e);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program in it, as root, with an environment like a login's.</summary>
    public Task<ProgramResult> RunAsync(CancellationToken cancellationToken, params string[] command) => RunningProgram.RunAsync(Command(command), cancellationToken);

    /// <summary>A call of a program in it, to be changed and started.</summary>
    public ProgramStart Command(params string[] command) => new(
        "nsenter",
        ["--target", $"{_init}", "--all", "--", "env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", .. command]);

    /// <summary>Where this machine finds one of its files.</summary>
    public string PathOf(string absolute) => $"/proc/{_init}/root{absolute}";

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    private static async Task<SystemdMachine?> FindBootedAsync(RunningProgram container)
    {
        if (container.HasExited)
        {
            throw new MissingMachineException($"systemd-nspawn cannot boot a container on this machine:\n{container.Output}{container.Errors}");
        }

        if (InitOf(container) is not { } init)
        {
            return null;
        }

        var machine = new SystemdMachine(container, init);
        var state = await machine.RunAsync(CancellationToken.None, "systemctl", "is-system-running");
        return state.Output.Trim() is "running" or "degraded" ? machine : null;
    }

    // On its way to the container's process 1 systemd-nspawn has other children.
    private static int? InitOf(RunningProgram container)
    {
        try
        {
            return File.ReadAllText($"/proc/{container.Id}/task/{container.Id}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where(child => File.ReadLines($"/proc/{child}/status").Any(line => line.StartsWith("NSpid:", StringComparison.Ordinal) && line.EndsWith("\t1", StringComparison.Ordinal)))
                .Select(child => (int?)int.Parse(child, CultureInfo.InvariantCulture))
                .FirstOrDefault();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
