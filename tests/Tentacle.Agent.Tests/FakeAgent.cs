using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tentacle.Client;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>Answers the client over a local socket as a test says, for what a real agent does only by chance.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly WebApplication _app;

    private FakeAgent(TemporaryDirectory directory, WebApplication app) => (_directory, _app) = (directory, app);

    /// <param name="map">Adds its routes.</param>
    public static async Task<FakeAgent> StartAsync(Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var directory = new TemporaryDirectory();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(directory["a.sock"]));
        var app = builder.Build();
        map(app);
        await app.StartAsync(cancellationToken);
        return new FakeAgent(directory, app);
    }

    public TentacleClient Connect() => TentacleClient.OverLocalSocket(_directory["a.sock"]);

    /// <summary>A path for a file of the test.</summary>
    public string FileAt(string name) => _directory[name];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _directory.Dispose();
    }
}
