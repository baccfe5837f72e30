using System.Globalization;
using System.Net;
using Tentacle.Cli.Commands.Trust;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Polling;

/// <summary><c>poll-server</c>: adds a server to poll, for example another node of a cluster, under the same subscription.</summary>
internal static class PollServerCommand
{
    private static readonly Option Address = Option.Value("server-comms-address", "The address of the server to poll, for example https://octopus2:10943");
    private static readonly Option Port = Option.Value(
        "server-comms-port",
        "The port to poll; it counts instead of the port in the address. Defaults to 10943");
    private static readonly Option ServerThumbprint = Option.Value("thumbprint", "The thumbprint of the server's certificate");
    private static readonly Option WebSocket = Option.Value(
        "server-web-socket",
        "Refused: this version does not poll over WebSockets. Use --server-comms-address");
    private static readonly Option Reuse = Option.Flag("reuse-server-thumbprint", "Expects the same thumbprint as of the first server that is trusted already");

    public static Command Create() => new("poll-server", "Configures an Octopus Server that this Tentacle will poll", RunAsync)
    {
        UsesInstance = true,
        Options = [Address, Port, WebSocket, ServerThumbprint, Reuse],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = invocation.Arguments;
        if (arguments.Has(WebSocket))
        {
            throw TrustChanges.WebSocketsNotSupported("--server-web-socket", "--server-comms-address https://server:10943");
        }

        var address = AddressIn(arguments);
        if (arguments.Has(Reuse) == (arguments.Find(ServerThumbprint) is not null))
        {
            throw new UserErrorException(
                "Say which certificate the server has: --thumbprint THUMBPRINT, or --reuse-server-thumbprint for the one that is trusted already.");
        }

        Thumbprint? given = arguments.Has(Reuse) ? null : TrustChanges.ThumbprintIn(arguments, ServerThumbprint);
        TrustedServer? polled = null;
        await SettingsUpdate.ChangeAsync(
            invocation,
            settings => TrustChanges.Communication(settings, communication =>
            {
                var thumbprint = given ?? (communication.TrustedOctopusServers is [var first, ..] ? first.Thumbprint : default(Thumbprint?))
                    ?? throw new UserErrorException("No server is trusted yet, so there is no thumbprint to reuse. Give it with --thumbprint.");
                var servers = TrustChanges.WithPolled(communication.TrustedOctopusServers, thumbprint, address);
                polled = servers.First(server => server.Address == address);
                return communication with { TrustedOctopusServers = servers };
            }),
            cancellationToken);
        invocation.Report($"Polling endpoint configured: {address}, server {polled!.Thumbprint}, subscription {polled.SubscriptionId}");
        return ExitCodes.Done;
    }

    private static string AddressIn(Arguments arguments)
    {
        var text = arguments.Get(Address);
        var written = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        if (!Uri.TryCreate(written, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.Host.Length == 0)
        {
            throw new UserErrorException($"'{text}' is not a valid value for --server-comms-address. Write it as https://server:10943.");
        }

        // An address without a port means 443, as in the original's cloud addresses. A bare host name means the default polling port.
        var port = arguments.FindNumber(Port, 1, IPEndPoint.MaxPort)
            ?? (uri.IsDefaultPort && written == text ? 443 : uri.IsDefaultPort ? TrustChanges.DefaultServerPort : uri.Port);
        return string.Create(CultureInfo.InvariantCulture, $"https://{uri.Host}:{port}");
    }
}
