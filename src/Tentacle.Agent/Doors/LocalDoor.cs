using System.Globalization;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.NamedPipes;
using Microsoft.Extensions.Logging;

namespace Tentacle.Agent.Doors;

/// <summary>
/// Serves the same API to this machine's administrators and the service account, without certificates, on a Unix socket or a Windows named pipe.
/// File permissions exclude other accounts. The kernel's peer credentials are checked as well.
/// </summary>
internal sealed partial class LocalDoor(ILogger<LocalDoor> logger)
{
    private const string PipePrefix = @"\\.\pipe\";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public void Listen(KestrelServerOptions kestrel, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Kestrel adds the prefix itself.
            kestrel.ListenNamedPipe(path[PipePrefix.Length..], endpoint => endpoint.Use(next => connection => EnterPipeAsync(connection, next)));
            return;
        }

        // Only the holder of the agent's lock runs this line, so an existing socket is a leftover.
        File.Delete(path);
        kestrel.ListenUnixSocket(path, endpoint => endpoint.Use(next => connection => EnterAsync(connection, next)));
    }

    /// <summary>Restricts the socket to its owner. Call it after Kestrel has created the socket, which then has the default mode of the process.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    /// <summary>Restricts the pipe to the account that the agent runs as, the system account and administrators.</summary>
    [SupportedOSPlatform("windows")]
    public static void Admit(NamedPipeTransportOptions pipes)
    {
        using var self = WindowsIdentity.GetCurrent();
        SecurityIdentifier?[] admitted = [self.User, new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null)];
        var security = new PipeSecurity();
        foreach (var account in admitted.OfType<SecurityIdentifier>())
        {
            security.AddAccessRule(new PipeAccessRule(account, PipeAccessRights.FullControl, AccessControlType.Allow));
        }

        // Commands of an administrator run under another account than the service.
        pipes.CurrentUserOnly = false;
        pipes.PipeSecurity = security;
    }

    private static async Task EnterPipeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        // Windows does not return the peer's account before some data was read from the pipe.
        var first = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed);
        connection.Transport.Input.AdvanceTo(first.Buffer.Start);
        connection.Features.Set(new ConnectionTag(Door.Local, null, OperatingSystem.IsWindows() ? PipeAccount(connection) : null));
        await next(connection);
    }

    [SupportedOSPlatform("windows")]
    private static string PipeAccount(ConnectionContext connection)
    {
        try
        {
            return connection.Features.Get<IConnectionNamedPipeFeature>()?.NamedPipe.GetImpersonationUserName() ?? "unknown";
        }
        catch (IOException)
        {
            // The pipe's permissions have admitted the peer. Only the audit line lacks its name.
            return "unknown";
        }
    }

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || Peer(socket) is not { } uid)
        {
            connection.Features.Set(new ConnectionTag(Door.Local, null, null));
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
            // The mode of the socket suffices here: only its owner and root can connect.
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
