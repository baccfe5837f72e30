using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Tentacle.Platform;

/// <summary>The TCP ports that programs listen on, and, where the system reports it to this account, the processes that listen.</summary>
public static class ListeningPorts
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    private const string ListenState = "0A";
    private const int AddressColumn = 1;
    private const int StateColumn = 3;
    private const int InodeColumn = 9;

    public static IReadOnlyList<ListeningPort> Find() =>
        OperatingSystem.IsLinux()
            ? [.. OnLinux()]
            : [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(
                end => new ListeningPort(end.Address.ToString(), end.Port, null, null))];

    /// <summary>Finds a port of this machine that no program listens on now. Another program can take it at any time.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IEnumerable<ListeningPort> OnLinux()
    {
        var holders = Holders();
        foreach (var table in Tables.Where(File.Exists))
        {
            foreach (var line in File.ReadLines(table).Skip(1))
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > InodeColumn && columns[StateColumn] == ListenState)
                {
                    var holder = holders.GetValueOrDefault(columns[InodeColumn]);
                    var end = columns[AddressColumn].Split(':');
                    yield return new ListeningPort(
                        Address(end[0]),
                        int.Parse(end[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                        holder.ProcessId,
                        holder.Name);
                }
            }
        }
    }

    // The kernel writes each 32-bit word in the machine's byte order.
    private static string Address(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        if (BitConverter.IsLittleEndian)
        {
            for (var word = 0; word < bytes.Length; word += sizeof(int))
            {
                Array.Reverse(bytes, word, sizeof(int));
            }
        }

        var address = new IPAddress(bytes);
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }

    // The key is the inode number of the socket.
    private static Dictionary<string, (int? ProcessId, string? Name)> Holders()
    {
        var holders = new Dictionary<string, (int?, string?)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                foreach (var socket in SocketsOf(directory))
                {
                    holders[socket] = (pid, NameOf(directory));
                }
            }
        }

        return holders;
    }

    private static List<string> SocketsOf(string process)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                    .Select(descriptor => new FileInfo(descriptor).LinkTarget)
                    .OfType<string>()
                    .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
                    .Select(target => target["socket:[".Length..^1]),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process belongs to another account or has ended.
            return [];
        }
    }

    private static string? NameOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
