using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Services;

namespace Tentacle.Cli.Commands.Settings;

/// <summary><c>show-configuration</c>: prints the settings as nested, sorted JSON without the certificate. Tools compare it with the desired state.</summary>
internal static class ShowConfigurationCommand
{
    private static readonly Option File = Option.Value("file", "Exports the server configuration to a file. If not specified output goes to the console");

    public static Command Create() => new("show-configuration", "Outputs the Tentacle configuration", RunAsync) { UsesInstance = true, Options = [File] };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var settings = StoredCertificate.Promote(invocation.Instance.Settings.Load(), invocation.Terminal.Time.GetUtcNow());
        var json = View(settings, invocation.Instance.HomeOf(settings), await WatchdogTask.FindAsync(cancellationToken));
        if (SettingsMembers.DescribeUnknown(settings) is { } unknown)
        {
            invocation.Warn(unknown);
        }

        if (invocation.FindPath(File) is { } path)
        {
            OutputFile.Write(path, Text(json));
            invocation.Report($"The configuration has been written to {path}");
        }
        else
        {
            invocation.Print(Text(json));
        }

        return ExitCodes.Done;
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

    // Proxies, and members that the original does not have, are shown only when they differ from their defaults, because tools compare the whole document.
    private static JsonObject View(InstanceSettings settings, InstanceHome home, WatchdogTask? watchdog)
    {
        var defaults = new InstanceSettings();
        var octopus = new JsonObject { ["Home"] = home.Directory };
        AddUnless(octopus, "LogLevel", settings.Octopus.LogLevel == LogDetail.Info, settings.Octopus.LogLevel.ToString());
        AddUnless(octopus, "Proxy", settings.Octopus.Proxy == defaults.Octopus.Proxy, View(settings.Octopus.Proxy));
        AddUnless(
            octopus,
            "Server",
            settings.Octopus.Server.Proxy == defaults.Octopus.Server.Proxy,
            new JsonObject { ["Proxy"] = View(settings.Octopus.Server.Proxy) });
        octopus["Watchdog"] = new JsonObject
        {
            ["Enabled"] = watchdog is not null,
            ["Instances"] = watchdog?.Instances ?? "*",
            ["Interval"] = watchdog?.Interval ?? 0,
        };

        var view = new JsonObject();
        AddUnless(
            view,
            "Connections",
            settings.Connections == defaults.Connections,
            new JsonObject { ["MaxUntrusted"] = settings.Connections.MaxUntrusted, ["MaxUntrustedPerAddress"] = settings.Connections.MaxUntrustedPerAddress });
        AddUnless(view, "Disk", settings.Disk.MinimumFree == defaults.Disk.MinimumFree, new JsonObject { ["MinimumFree"] = settings.Disk.MinimumFree });
        AddUnless(
            view,
            "Files",
            settings.Files.Roots.Count == 0,
            new JsonObject { ["Roots"] = new JsonArray([.. settings.Files.Roots.Select(root => JsonValue.Create(root))]) });
        AddUnless(
            view,
            "Health",
            settings.Health == defaults.Health,
            new JsonObject
            {
                ["Calamari"] = settings.Health.Calamari,
                ["CertificateDays"] = settings.Health.CertificateDays,
                ["ClockToleranceSeconds"] = settings.Health.ClockToleranceSeconds,
            });
        AddUnless(view, "Jobs", settings.Jobs == defaults.Jobs, View(settings.Jobs));
        view["Octopus"] = octopus;
        AddUnless(
            view,
            "Otlp",
            settings.Otlp == defaults.Otlp,
            new JsonObject { ["Endpoint"] = settings.Otlp.Endpoint, ["IntervalSeconds"] = settings.Otlp.IntervalSeconds });
        view["Tentacle"] = View(settings.Tentacle, home);
        return view;
    }

    private static JsonObject View(TentacleSettings tentacle, InstanceHome home)
    {
        var communication = new JsonObject { ["PollingConnectionCount"] = tentacle.Communication.PollingConnectionCount };
        AddUnless(
            communication,
            "TrustedMonitors",
            tentacle.Communication.TrustedMonitors.Count == 0,
            new JsonArray([.. tentacle.Communication.TrustedMonitors.Select(t => JsonValue.Create(t.Value))]));
        communication["TrustedOctopusServers"] = new JsonArray([.. tentacle.Communication.TrustedOctopusServers.Select(View)]);
        var view = new JsonObject
        {
            ["CertificateThumbprint"] = tentacle.CertificateThumbprint,
            ["Communication"] = communication,
            ["Deployment"] = new JsonObject { ["ApplicationDirectory"] = tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications },
        };
        AddUnless(view, "NextCertificate", tentacle.NextCertificate is null, new JsonObject
        {
            ["CertificateThumbprint"] = tentacle.NextCertificate?.CertificateThumbprint,
            ["From"] = tentacle.NextCertificate?.From.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        });
        view["Services"] = new JsonObject
        {
            ["ListenIP"] = tentacle.Services.ListenIP,
            ["NoListen"] = tentacle.Services.NoListen,
            ["PortNumber"] = tentacle.Services.PortNumber,
        };
        return view;
    }

    private static JsonObject View(JobSettings jobs) => new()
    {
        ["ForgottenTicketDays"] = jobs.ForgottenTicketDays,
        ["LogLimit"] = jobs.LogLimit,
        ["MaxRunning"] = jobs.MaxRunning,
        ["PowerShellStartSeconds"] = jobs.PowerShellStartSeconds,
        ["RetentionHours"] = jobs.RetentionHours,
    };

    // The password is never shown.
    private static JsonObject View(ProxySettings proxy) => new()
    {
        ["ProxyHost"] = proxy.ProxyHost,
        ["ProxyPort"] = proxy.ProxyPort,
        ["ProxyUsername"] = proxy.ProxyUsername,
        ["UseDefaultProxy"] = proxy.UseDefaultProxy,
    };

    private static void AddUnless(JsonObject view, string member, bool isDefault, JsonNode value)
    {
        if (!isDefault)
        {
            view[member] = value;
        }
    }

    private static JsonNode View(TrustedServer server) => new JsonObject
    {
        ["Thumbprint"] = server.Thumbprint.Value,
        ["CommunicationStyle"] = (int)server.CommunicationStyle,
        ["Address"] = server.Address,
        ["Squid"] = server.Squid,
        ["SubscriptionId"] = server.SubscriptionId,
    };
}
