using Tentacle.Client;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>One more way from the trusted server to the agent, and a network on it that can be made to fail. Beside it the agent stays reachable as before.</summary>
public sealed class FaultyLine(Func<ValueTask> close) : IAsyncDisposable
{
    /// <summary>What the server sends.</summary>
    public required FaultDirection ToAgent { get; init; }

    /// <summary>What the agent sends.</summary>
    public required FaultDirection ToServer { get; init; }

    public required HttpClient Http { get; init; }

    public required TentacleClient Client { get; init; }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Client.Dispose();
        await close();
    }
}
