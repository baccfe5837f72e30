using Tentacle.Client;
using Tentacle.Testing;
using Tentacle.Testing.Api;
using Tentacle.Testing.Instances;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>
/// A real agent as its own process, and a server that is connected to it, whichever way the connection came to be. Whatever the agent answers is held
/// against <c>openapi/tentacle.v1.json</c>: an answer that is not described there fails the test that asked.
/// </summary>
public abstract class ConnectedAgent : IAsyncLifetime
{
    private readonly Lazy<HttpClient> _http;
    private readonly Lazy<TentacleClient> _client;
    private TemporaryInstance? _instance;

    protected ConnectedAgent()
    {
        _http = new Lazy<HttpClient>(() => CreateHttp());
        _client = new Lazy<TentacleClient>(() => CreateClient());
    }

    /// <summary>Which answers of the description were seen on this agent.</summary>
    public OpenApiCoverage Coverage { get; } = new();

    public OpenApiDocument Document { get; } = OpenApiDocument.Load();

    /// <summary>The server's certificate, which the agent trusts.</summary>
    public TestCertificate Server { get; } = TestCertificate.Create();

    public TemporaryInstance Instance => _instance ?? throw new InvalidOperationException("The agent was not started.");

    /// <summary>Calls as the trusted server. Relative addresses are paths below the agent's root.</summary>
    public HttpClient Http => _http.Value;

    public TentacleClient Client => _client.Value;

    public virtual async ValueTask InitializeAsync()
    {
        _instance = await TemporaryInstance.CreateAsync(Options, TestContext.Current.CancellationToken);
        await StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts the agent, or starts it again, and waits until the server can call it.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>One more connection as the trusted server.</summary>
    public abstract HttpClient CreateHttp();

    /// <summary>One more client as the trusted server.</summary>
    public abstract TentacleClient CreateClient();

    /// <summary>One more way to the agent, that can be made to fail.</summary>
    public abstract Task<FaultyLine> OpenLineAsync(CancellationToken cancellationToken);

    /// <summary>Lets nothing through that differs from the description.</summary>
    public HttpMessageHandler Validating(HttpMessageHandler inner) => new ValidatingHandler(new OpenApiResponseValidator(Document, Coverage), inner);

    public virtual async ValueTask DisposeAsync()
    {
        if (_http.IsValueCreated)
        {
            Http.Dispose();
        }

        if (_client.IsValueCreated)
        {
            Client.Dispose();
        }

        if (_instance is not null)
        {
            await _instance.DisposeAsync();
        }

        Server.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>How the instance is made.</summary>
    protected virtual TemporaryInstanceOptions Options => new() { Trust = [Server.Thumbprint] };
}
