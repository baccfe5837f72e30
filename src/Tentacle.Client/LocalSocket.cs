namespace Tentacle.Client;

/// <summary>Access to the whole API of the agent on this machine, for callers that forward requests unchanged.</summary>
public static class LocalSocket
{
    /// <summary>Creates a client whose relative addresses are paths below the agent's root. It connects on the first call.</summary>
    /// <param name="path">The path of the socket in the instance's home.</param>
    public static HttpClient CreateHttpClient(string path) => AgentTransport.OverLocalSocket(path);
}
