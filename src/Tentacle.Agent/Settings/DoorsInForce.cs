using Tentacle.Agent.Doors.Polled;
using Tentacle.Agent.Doors.Untrusted;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Settings;

/// <summary>Applies the settings for trusted peers, polled servers, and the limits on untrusted connections.</summary>
internal sealed class DoorsInForce(TrustStore trust, UntrustedConnections untrusted, PolledServers polled)
{
    public void Apply(InstanceSettings settings, PollingSettings polling)
    {
        untrusted.Limit(settings.Connections.MaxUntrusted, settings.Connections.MaxUntrustedPerAddress);
        trust.Replace(settings.TrustedThumbprints(), settings.Tentacle.Communication.TrustedMonitors);

        // A server must be trusted before it is dialled.
        polled.Follow(polling);
    }
}
