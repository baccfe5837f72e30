using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Manager.Tests.Running;

internal static class TemporaryInstanceClient
{
    /// <summary>A client of the instance's agent.</summary>
    public static TentacleClient Connect(this TemporaryInstance instance, TestCertificate server) =>
        TentacleClient.Connect(new TentacleClientOptions { Address = instance.Address, AgentThumbprint = Thumbprint.Parse(instance.Thumbprint), Certificate = server.Certificate });
}
