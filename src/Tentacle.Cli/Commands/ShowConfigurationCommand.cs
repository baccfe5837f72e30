using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Core.Instances;

namespace Tentacle.Cli.Commands;

/// <summary><c>show-configuration</c>: the settings as nested, sorted JSON, without the certificate; tools compare it with what they want.</summary>
internal static class ShowConfigurationCommand
{
    private static readonly Option File = Option.Value("file", "Exports the server configuration to a file. If not specified output goes to the console");

    public static Command Create() => Command.Simple("show-configuration", "Outputs the Tentacle configuration", Run) with { UsesInstance = true, Options = [File] };

    private static void Run(Invocation invocation)
    {
        var settings = invocation.Instance.Settings.Load();
        var json = View(settings, invocation.Instance.HomeOf(settings));
        if (invocation.FindPath(File) is { } path)
        {
            OutputFile.Write(path, Text(json));
            invocation.Say($"The configuration has been written to {path}");
        }
        else
        {
            invocation.Print(Text(json));
        }
    }

    private static string Text(JsonObject json)
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static JsonObject View(InstanceSettings settings, InstanceHome home) => new()
    {
        ["Octopus"] = new JsonObject
        {
            ["Home"] = home.Directory,
            ["Watchdog"] = new JsonObject { ["Enabled"] = false, ["Instances"] = "*", ["Interval"] = 0 },
        },
        ["Tentacle"] = new JsonObject
        {
            ["CertificateThumbprint"] = settings.Tentacle.CertificateThumbprint,
            ["Communication"] = new JsonObject
            {
                ["TrustedOctopusServers"] = new JsonArray([.. settings.Tentacle.Communication.TrustedOctopusServers.Select(View)]),
            },
            ["Deployment"] = new JsonObject { ["ApplicationDirectory"] = settings.Tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications },
            ["Services"] = new JsonObject
            {
                ["ListenIP"] = settings.Tentacle.Services.ListenIP,
                ["NoListen"] = settings.Tentacle.Services.NoListen,
                ["PortNumber"] = settings.Tentacle.Services.PortNumber,
            },
        },
    };

    private static JsonNode View(TrustedServer server) => new JsonObject
    {
        ["Thumbprint"] = server.Thumbprint.Value,
        ["CommunicationStyle"] = (int)server.CommunicationStyle,
        ["Address"] = server.Address,
        ["Squid"] = server.Squid,
        ["SubscriptionId"] = server.SubscriptionId,
    };
}
