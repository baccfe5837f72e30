using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Agent.Doors;

/// <summary>Registers the services that poll servers.</summary>
internal static class PolledDoorServices
{
    public static void AddPolledDoor(this IServiceCollection services)
    {
        services.AddSingleton<SubscriptionStates>();
        services.AddSingleton<ServerDialler>();
        services.AddSingleton<PolledServers>();
        services.AddSingleton<PolledDoor>();
        services.AddSingleton<IConnectionListenerFactory, PolledTransport>();
    }
}
