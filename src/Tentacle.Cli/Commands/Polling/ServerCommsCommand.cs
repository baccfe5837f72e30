using System.Globalization;
using System.Net;
using Tentacle.Cli.Commands.Trust;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Polling;

/// <summary><c>server-comms</c>: sets the communication style of a server that is already trusted.</summary>
internal static class ServerCommsCommand
{
    private static readonly Option Thumbprint = Option.Value(
        "thumbprint",
        "The thumbprint of the Octopus Server to configure communication with; may be left out when only one is trusted");
    private static readonly Option Style = Option.Choice(
        "style",
        "The communication style to use with the Octopus Server: TentacleActive (this Tentacle polls) or TentaclePassive (the server connects)",
        "TentacleActive",
        "TentaclePassive");
    private static readonly Option Host = Option.Value("host", "When using active communication, the host name of the Octopus Server");
    private static readonly Option Port = Option.Value(
        "port",
        "When using active communication, the communications port of the Octopus Server. Defaults to 10943");
    private static readonly Option WebSocket = Option.Value("web-socket", "Refused: this version does not poll over WebSockets. Use --host and --port");

    public static Command Create() => new("server-comms", "Configures how the Octopus Server communicates with this Tentacle", RunAsync)
    {
        UsesInstance = true,
        Options = [Thumbprint, Style, Host, Port, WebSocket],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var style = StyleIn(invocation.Arguments);
        var address = style == CommunicationStyle.TentacleActive ? AddressIn(invocation.Arguments) : null;
        Thumbprint? configured = null;
        await SettingsUpdate.ChangeAsync(
            invocation,
            settings => TrustChanges.Communication(settings, communication =>
            {
                var servers = communication.TrustedOctopusServers;
                var thumbprint = Choose(servers, invocation);
                configured = thumbprint;
                return communication with
                {
                    TrustedOctopusServers = address is null ? WithListening(servers, thumbprint) : TrustChanges.WithPolled(servers, thumbprint, address),
                };
            }),
            cancellationToken);
        invocation.Report(address is null
            ? $"Communication with the server {configured}: it connects to this Tentacle"
            : $"Communication with the server {configured}: this Tentacle polls it at {address}");
        return ExitCodes.Done;
    }

    private static CommunicationStyle StyleIn(Arguments arguments) => arguments.Get(Style).ToUpperInvariant() switch
    {
        "TENTACLEACTIVE" => CommunicationStyle.TentacleActive,
        "TENTACLEPASSIVE" => CommunicationStyle.TentaclePassive,
        _ => throw new UserErrorException($"'{arguments.Find(Style)}' is not a valid value for --style. Use TentacleActive or TentaclePassive."),
    };

    private static string AddressIn(Arguments arguments)
    {
        if (arguments.Find(WebSocket) is { } socket)
        {
            return arguments.Find(Host) is not null ? throw new UserErrorException("--host and --web-socket cannot be used together: name one of them.")
                : Uri.TryCreate(socket, UriKind.Absolute, out var uri)
                    && uri.Scheme == Uri.UriSchemeWss ? throw TrustChanges.WebSocketsNotSupported("--web-socket", "--host HOST --port PORT")
                : throw new UserErrorException($"'{socket}' is not a valid value for --web-socket. Write it as wss://server:443/OctopusComms.");
        }

        var host = arguments.Find(Host) ?? throw new UserErrorException("Please specify a value for --host: a polling Tentacle must know where the server is.");
        if (Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
        {
            throw new UserErrorException($"'{host}' is not a valid value for --host. Use a host name or an address, without scheme and port.");
        }

        var port = arguments.FindNumber(Port, 1, IPEndPoint.MaxPort) ?? TrustChanges.DefaultServerPort;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"https://{(host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host)}:{port}");
    }

    private static Thumbprint Choose(IReadOnlyList<TrustedServer> servers, Invocation invocation)
    {
        var trusted = servers.Select(server => server.Thumbprint).Distinct().ToList();
        if (trusted.Count == 0)
        {
            throw new UserErrorException(
                "Before server communications can be modified, trust must be established with the configure command: tentacle configure --trust THUMBPRINT");
        }

        if (invocation.Arguments.Find(Thumbprint) is null)
        {
            return trusted.Count == 1
                ? trusted[0]
                : throw new UserErrorException("More than one server is trusted, so it is not clear which is meant. Name one with --thumbprint.");
        }

        var thumbprint = TrustChanges.ThumbprintIn(invocation.Arguments, Thumbprint);
        return trusted.Contains(thumbprint)
            ? thumbprint
            : throw new UserErrorException($"No trusted server has the thumbprint {thumbprint}. Trust it first: tentacle configure --trust {thumbprint}");
    }

    private static IReadOnlyList<TrustedServer> WithListening(IReadOnlyList<TrustedServer> servers, Thumbprint thumbprint)
    {
        var kept = servers.Where(server => server.Thumbprint != thumbprint);
        var first = servers.First(server => server.Thumbprint == thumbprint);
        return [.. kept, first with { CommunicationStyle = CommunicationStyle.TentaclePassive, Address = null, SubscriptionId = null }];
    }
}
