// A web application that is a deployment agent as well. Arguments: the folder of the agent's settings, and the port of the web page.
using System.Net;
using Tentacle.Agent;
using Tentacle.Agent.Composition;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

var folder = Path.GetFullPath(args.FirstOrDefault() ?? "embedded");
var instance = new Instance("Embedded", Path.Combine(folder, "Tentacle.config"), folder, IsListed: false);
instance.Settings.Create(new InstanceSettings());
using var secrets = SecretsKey.LoadOrCreate(instance);
StoredCertificate.Ensure(instance, secrets, TimeProvider.System);

var builder = WebApplication.CreateBuilder();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(args.ElementAtOrDefault(1) ?? "5000", null)));
builder.AddTentacleAgent(new AgentOptions { Instance = instance, Secrets = secrets });
var app = builder.Build();
app.MapTentacleApi();
app.MapGet("/", () => "This application deploys itself.");
await app.RunAsync();
