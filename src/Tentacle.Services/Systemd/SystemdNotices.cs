using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tentacle.Services.Systemd;

/// <summary>Reports the agent's state to systemd (sd_notify). Does nothing when systemd did not request it.</summary>
public sealed class SystemdNotices
{
    private readonly UnixDomainSocketEndPoint? _endPoint;

    // "@" represents the zero byte at the start of an abstract socket's name.
    private SystemdNotices(string? socket, TimeSpan? watchdog) =>
        (_endPoint, WatchdogTime) = (EndPointOf(socket), watchdog);

    /// <summary>The time without a watchdog notification after which systemd restarts the agent; null when the watchdog is off.</summary>
    public TimeSpan? WatchdogTime { get; }

    public static SystemdNotices ForThisProcess()
    {
        var pid = Environment.GetEnvironmentVariable("WATCHDOG_PID");
        var isForUs = pid is null || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var microseconds = isForUs
            && long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var set)
            ? set
            : 0;
        return new SystemdNotices(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), microseconds > 0 ? TimeSpan.FromMicroseconds(microseconds) : null);
    }

    /// <summary>Reports that the agent accepts jobs. <paramref name="status"/> is the line that <c>systemctl status</c> shows.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    public void Stopping() => Send("STOPPING=1\nSTATUS=Stopping. Jobs go on.");

    /// <summary>Sends the watchdog notification.</summary>
    public void StillAlive() => Send("WATCHDOG=1");

    private static UnixDomainSocketEndPoint? EndPointOf(string? socket)
    {
        try
        {
            return socket is { Length: > 1 } ? new UnixDomainSocketEndPoint(socket[0] == '@' ? "\0" + socket[1..] : socket) : null;
        }
        catch (ArgumentException)
        {
            // The path is longer than any valid socket path, so it is not systemd's.
            return null;
        }
    }

    private void Send(string state)
    {
        if (_endPoint is null)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), _endPoint);
        }
        catch (SocketException)
        {
            // systemd is being replaced or has ended. The agent continues without it.
        }
    }
}
