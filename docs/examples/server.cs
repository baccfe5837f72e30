#:sdk Microsoft.NET.Sdk.Web
#:project ../../src/Tentacle.Client.Hosting/Tentacle.Client.Hosting.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property GenerateDocumentationFile=false
#:property EnforceCodeStyleInBuild=false

// A server for Tentacles in one file: agents that listen and agents that poll, jobs with their logs live, uploads.
//
//   dotnet run server.cs -- server.pfx 10943 8080
//
// server.pfx is the server's certificate with its key; its thumbprint is what agents trust. 10943 is where agents connect, 8080 is for you, on this machine only:
//
//   curl -X PUT  'localhost:8080/agents/web01?thumbprint=…&address=https://web01:10933'     an agent that listens
//   curl -X PUT  'localhost:8080/agents/web02?thumbprint=…&subscription=poll://…/'          an agent that polls
//   curl -X POST 'localhost:8080/agents/web02/run' --data-binary 'echo hello'               runs a script, shows its log, and how it ended
//   curl -T app.zip 'localhost:8080/agents/web02/upload?path=/tmp/app.zip'                  uploads a file
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Client;
using Tentacle.Client.Hosting;
using Tentacle.Contracts;

if (args is not [var pfx, var pollingPort, var ownPort])
{
    Console.Error.WriteLine("usage: server.cs SERVER.PFX POLLING-PORT OWN-PORT");
    return 1;
}

var certificate = X509CertificateLoader.LoadPkcs12FromFile(pfx, null);
var builder = WebApplication.CreateBuilder();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.ListenAnyIP(int.Parse(pollingPort), endpoint => endpoint.UseTentaclePolling(certificate));
    kestrel.Listen(IPAddress.Loopback, int.Parse(ownPort));
});
builder.Services.AddTentaclePolling();
builder.Services.AddSingleton<Agents>();
builder.Services.AddSingleton<IPollingAgents>(services => services.GetRequiredService<Agents>());

var app = builder.Build();

app.MapTentaclePolling();

// What is below is for this machine only: callers of the polling port must not reach it, and neither must a web page under a host name of its own.
var own = app.MapGroup("/agents").RequireHost($"localhost:{ownPort}", $"127.0.0.1:{ownPort}");
own.AddEndpointFilter(async (call, next) => call.HttpContext.Connection.LocalPort == int.Parse(ownPort) ? await next(call) : Results.NotFound());

own.MapPut("/{name}", (string name, string thumbprint, string? address, string? subscription, Agents agents) =>
    agents.Register(name, new KnownAgent(
        Thumbprint.Parse(thumbprint),
        address is null ? null : new Uri(address),
        subscription is null ? null : SubscriptionId.Parse(subscription))));

own.MapGet("/", (ITentacleHub hub) => hub.List().Select(a => $"{a.Subscription} {(a.IsConnected ? "connected" : "gone")} since {a.Since:u}"));

own.MapPost("/{name}/run", async (string name, HttpContext http, Agents agents, ITentacleHub hub) =>
{
    using var agent = agents.Connect(name, certificate, hub);
    using var script = new StreamReader(http.Request.Body);
    var request = new JobRequest { Script = new JobScript { Bash = await script.ReadToEndAsync(http.RequestAborted) } };
    var job = await agent.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: http.RequestAborted);
    await foreach (var entry in agent.FollowLogAsync(job.Ticket, cancellationToken: http.RequestAborted))
    {
        await http.Response.WriteAsync(entry.Record.Text + "\n", http.RequestAborted);
    }

    job = await agent.WaitAsync(job.Ticket, http.RequestAborted);
    await http.Response.WriteAsync($"{job.Outcome}, exit code {job.ExitCode}\n", http.RequestAborted);
});

own.MapPut("/{name}/upload", async (string name, string path, HttpContext http, Agents agents, ITentacleHub hub) =>
{
    using var agent = agents.Connect(name, certificate, hub);
    var local = Path.GetTempFileName();
    try
    {
        await using (var file = File.Create(local))
        {
            await http.Request.Body.CopyToAsync(file, http.RequestAborted);
        }

        var there = await agent.UploadAsync(local, path, cancellationToken: http.RequestAborted);
        return $"{path} has SHA-256 {there.Sha256}\n";
    }
    finally
    {
        File.Delete(local);
    }
});

Console.WriteLine($"This server's thumbprint: {Thumbprint.Sha256Of(certificate)}");
await app.RunAsync();
return 0;

/// <summary>An agent that listens has an address, one that polls a subscription.</summary>
internal sealed record KnownAgent(Thumbprint Thumbprint, Uri? Address, SubscriptionId? Subscription);

/// <summary>In memory here; a real server has a database.</summary>
internal sealed class Agents : IPollingAgents
{
    private readonly ConcurrentDictionary<string, KnownAgent> _byName = new();

    public void Register(string name, KnownAgent agent) => _byName[name] = agent;

    public ValueTask<Thumbprint?> FindThumbprintAsync(SubscriptionId subscription, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_byName.Values.FirstOrDefault(a => a.Subscription == subscription)?.Thumbprint);

    /// <summary>From here on the two kinds of agents do not differ.</summary>
    public TentacleClient Connect(string name, X509Certificate2 certificate, ITentacleHub hub) => _byName[name] switch
    {
        { Subscription: { } subscription } => hub.GetClient(subscription),
        { Address: { } address } agent => TentacleClient.Connect(new TentacleClientOptions { Address = address, AgentThumbprint = agent.Thumbprint, Certificate = certificate }),
        _ => throw new InvalidOperationException($"The agent '{name}' has neither address nor subscription."),
    };
}
