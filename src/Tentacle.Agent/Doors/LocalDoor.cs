using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Tentacle.Agent.Doors;

/// <summary>
/// The same API for this machine's administrators and the service account, without certificates: a Unix socket, on Windows a named pipe. The file's mode
/// keeps others out; who connects is asked of the kernel as well.
/// </summary>
internal sealed partial class LocalDoor(ILogger<LocalDoor> logger)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public void Listen(KestrelServerOptions kestrel, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            kestrel.ListenNamedPipe(path, endpoint => endpoint.Use(next => connection => EnterPipeAsync(connection, next)));
            return;
        }

        // Nobody else can own it: only the holder of the agent's lock gets here, so what is there is a left-over.
        File.Delete(path);
        kestrel.ListenUnixSocket(path, endpoint => endpoint.Use(next => connection => EnterAsync(connection, next)));
    }

    /// <summary>To be called once the socket is there: Kestrel leaves it with the mode of the process.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    private static async Task EnterPipeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        connection.Features.Set(new ConnectionTag(Door.Local, null, OperatingSystem.IsWindows() ? PipeAccount(connection) : null));
        await next(connection);
    }

    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    private static string PipeAccount(ConnectionContext connection) =>
        connection.Features.Get<IConnectionNamedPipeFeature>()?.NamedPipe.GetImpersonationUserName() ?? "unknown";

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || Peer(socket) is not { } uid)
        {
            await next(connection);
            return;
        }

        if (uid != 0 && uid != geteuid())
        {
            LogStranger(uid);
            return;
        }

        connection.Features.Set(new ConnectionTag(Door.Local, null, AccountName(uid)));
        await next(connection);
    }

    private static uint? Peer(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            // The mode of the socket has to do: only its owner and root can connect.
            return geteuid();
        }

        const int SolSocket = 1;
        const int SoPeerCred = 17;
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) == credentials.Length
            ? BitConverter.ToUInt32(credentials[4..])
            : null;
    }

    private static string AccountName(uint uid)
    {
        var id = uid.ToString(CultureInfo.InvariantCulture);
        var line = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 2 && f[2] == id);
        return line?[0] ?? id;
    }

    [System.Runtime.InteropServices.LibraryImport("libc")]
    private static partial uint geteuid();

    [LoggerMessage(4003, LogLevel.Warning, "Refused the local account with uid {Uid}: only the service account and root may use the local socket")]
    private partial void LogStranger(uint uid);
}
