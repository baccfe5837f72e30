using System.Globalization;
using System.Security.Cryptography;
using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Faults;

/// <summary>
/// A machine of its own as far as the network goes, joined to this one by one cable, on which packets can be made to vanish without a word: no FIN, no RST,
/// no ICMP. Programs run in it through a wrapper.
/// </summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private const string Nowhere = "02:00:00:00:00:99";
    private readonly TemporaryDirectory _wrappers = new();
    private readonly string _id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private readonly string _net = string.Create(CultureInfo.InvariantCulture, $"10.{RandomNumberGenerator.GetInt32(128, 250)}.{RandomNumberGenerator.GetInt32(250)}");

    private NetworkNamespace()
    {
    }

    /// <summary>What is missing for it and how to get it; null when nothing is.</summary>
    public static string? Lacks =>
        !OperatingSystem.IsLinux() ? "Network namespaces need Linux."
        : !Environment.IsPrivilegedProcess ? "Network namespaces need root: run the tests with sudo."
        : !File.Exists("/usr/sbin/ip") && !File.Exists("/sbin/ip") ? "Network namespaces need the command ip: apt-get install iproute2."
        : null;

    /// <summary>This machine's two addresses at the end of the cable.</summary>
    public string Here => $"{_net}.1";

    /// <inheritdoc cref="Here"/>
    public string AlsoHere => $"{_net}.2";

    private string There => $"{_net}.3";

    private string Name => $"tentacle-{_id}";

    private string EndHere => $"tth-{_id}";

    private string EndThere => $"ttn-{_id}";

    private string HostsFile => $"/etc/netns/{Name}/hosts";

    public static async Task<NetworkNamespace> CreateAsync(CancellationToken cancellationToken)
    {
        var made = new NetworkNamespace();
        try
        {
            await IpAsync($"netns add {made.Name}", cancellationToken);
            await IpAsync($"link add {made.EndHere} type veth peer name {made.EndThere} netns {made.Name}", cancellationToken);
            await IpAsync($"addr add {made.Here}/24 dev {made.EndHere}", cancellationToken);
            await IpAsync($"addr add {made.AlsoHere}/24 dev {made.EndHere}", cancellationToken);
            await IpAsync($"link set {made.EndHere} up", cancellationToken);
            await IpAsync($"-n {made.Name} link set lo up", cancellationToken);
            await IpAsync($"-n {made.Name} addr add {made.There}/24 dev {made.EndThere}", cancellationToken);
            await IpAsync($"-n {made.Name} link set {made.EndThere} up", cancellationToken);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends all that either end sends to a network card that is not there.</summary>
    public async Task VanishAsync(CancellationToken cancellationToken)
    {
        await IpAsync($"neigh replace {There} lladdr {Nowhere} dev {EndHere} nud permanent", cancellationToken);
        foreach (var address in new[] { Here, AlsoHere })
        {
            await IpAsync($"-n {Name} neigh replace {address} lladdr {Nowhere} dev {EndThere} nud permanent", cancellationToken);
        }
    }

    /// <summary>Lets packets arrive again.</summary>
    public async Task ReappearAsync(CancellationToken cancellationToken)
    {
        await IpAsync($"neigh del {There} dev {EndHere}", cancellationToken);
        foreach (var address in new[] { Here, AlsoHere })
        {
            await IpAsync($"-n {Name} neigh del {address} dev {EndThere}", cancellationToken);
        }
    }

    /// <summary>What a name means to the programs in it, those that run already too.</summary>
    public void Resolve(string name, string address)
    {
        // Written in place: the programs see this very file as their /etc/hosts.
        Directory.CreateDirectory(Path.GetDirectoryName(HostsFile)!);
        File.WriteAllText(HostsFile, $"127.0.0.1 localhost\n{address} {name}\n");
    }

    /// <summary>The same programs, each of which runs in it.</summary>
    public TentacleExecutable Wrap(TentacleExecutable programs)
    {
        var wrapper = _wrappers["tentacle"];
        File.WriteAllText(wrapper, $"#!/bin/sh\nexec ip netns exec {Name} '{programs.Path}' \"$@\"\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new TentacleExecutable(_wrappers.Path);
    }

    public async ValueTask DisposeAsync()
    {
        // Its end of the cable goes with it, and with that the other.
        await RunningProgram.RunAsync(new ProgramStart("ip", "netns", "del", Name), CancellationToken.None);
        if (File.Exists(HostsFile))
        {
            Directory.Delete(Path.GetDirectoryName(HostsFile)!, recursive: true);
        }

        _wrappers.Dispose();
    }

    private static async Task IpAsync(string arguments, CancellationToken cancellationToken) =>
        (await RunningProgram.RunAsync(new ProgramStart("ip", arguments.Split(' ')), cancellationToken)).Succeeded();
}
