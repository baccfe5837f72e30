namespace Tentacle.Client;

/// <summary>The whole API of the agent on this machine, for callers that pass requests on as they are.</summary>
public static class LocalSocket
{
    /// <summary>A client whose relative addresses are paths below the agent's root. No connection is made before the first call.</summary>
    /// <param name="path">The socket in the instance's home.</param>
    public static HttpClient CreateHttpClient(string path) => AgentTransport.OverLocalSocket(path);
}
