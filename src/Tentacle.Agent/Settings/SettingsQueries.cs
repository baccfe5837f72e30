using System.Net;
using Tentacle.Contracts;
using Tentacle.Core.Instances;

namespace Tentacle.Agent.Settings;

/// <summary>Settings as the running agent needs them.</summary>
internal static class SettingsQueries
{
    public static IReadOnlyList<Thumbprint> TrustedThumbprints(this InstanceSettings settings) =>
        [.. settings.Tentacle.Communication.TrustedOctopusServers.Select(server => server.Thumbprint)];

    /// <summary>Null means all addresses of the machine.</summary>
    public static IPAddress? ListenAddress(this InstanceSettings settings) =>
        settings.Tentacle.Services.ListenIP is { } address ? IPAddress.Parse(address) : null;
}
