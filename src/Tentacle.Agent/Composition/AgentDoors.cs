using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Doors;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Composition;

/// <summary>Adds the endpoints of the agent to the web server: the TLS port, the local socket and the polled connections.</summary>
internal sealed class AgentDoors(LockedHome home, LiveSettings settings, ListeningDoor listening, LocalDoor local, PolledDoor polled)
    : IConfigureOptions<KestrelServerOptions>
{
    private static readonly ContentLengthDigits LengthDigits = new();

    public void Configure(KestrelServerOptions options)
    {
        Limit(options);
        if (!settings.Current.Tentacle.Services.NoListen)
        {
            listening.Listen(options, settings.Current.ListenAddress(), settings.Current.Tentacle.Services.PortNumber);
        }

        local.Listen(options, home.LocalSocket);
        polled.Listen(options);
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = name => name == HeaderNames.ContentLength ? LengthDigits : null;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = ApiLimits.JsonBytes;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MaxConcurrentUpgradedConnections = 0;

        // Each log follower holds one stream. A cancel request must still get a stream when there are a hundred followers.
        limits.Http2.MaxStreamsPerConnection = PollingProtocol.StreamsPerConnection;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.InitialConnectionWindowSize = 8 * 1024 * 1024;
    }
}
