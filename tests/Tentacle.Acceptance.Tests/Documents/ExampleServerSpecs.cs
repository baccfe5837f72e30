using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Documents;

/// <summary>The example server does what its first lines say.</summary>
public sealed class ExampleServerSpecs
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_run_jobs_and_upload_files_with_the_example_server_on_both_kinds_of_agents()
    {
        using var directory = new TemporaryDirectory();
        using var certificate = TestCertificate.Create("CN=Example Server");
        var (polling, own, subscription) = (FreePort.Next(), FreePort.Next(), SubscriptionId.Create());
        await using var server = await StartServerAsync(certificate.WritePfx(directory.Path), polling, own);
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{own}"), Timeout = TimeSpan.FromMinutes(2) };
        Assert.Contains(certificate.Thumbprint, server.Output, StringComparison.Ordinal);
        await using var listening = await TemporaryInstance.StartAsync(Cancel, certificate.Thumbprint);
        await using var polled = await StartPolledAsync(certificate, polling, subscription);

        await RegisterAsync(http, $"/agents/listening?thumbprint={listening.Thumbprint}&address={listening.Address}");
        await RegisterAsync(http, $"/agents/polled?thumbprint={polled.Thumbprint}&subscription={subscription}");

        foreach (var name in new[] { "listening", "polled" })
        {
            using var run = await http.PostAsync(new Uri($"/agents/{name}/run", UriKind.Relative), new StringContent("echo from $TentacleHome; exit 3"), Cancel);
            Assert.Equal($"from {(name == "polled" ? polled : listening).Home}\nFailed, exit code 3\n", await run.Content.ReadAsStringAsync(Cancel));

            using var upload = await http.PutAsync(new Uri($"/agents/{name}/upload?path={directory[name]}", UriKind.Relative), new StringContent("content"), Cancel);
            Assert.True(upload.IsSuccessStatusCode, await upload.Content.ReadAsStringAsync(Cancel));
            Assert.Equal("content", await File.ReadAllTextAsync(directory[name], Cancel));
        }

        Assert.Contains($"{subscription} connected", await http.GetStringAsync(new Uri("/agents/", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    private static async Task<RunningProgram> StartServerAsync(string pfx, int polling, int own)
    {
        var source = SourceTree.At("docs", "examples", "server.cs");
        (await RunningProgram.RunAsync(new ProgramStart("dotnet", "build", source, "-nodeReuse:false"), Cancel)).Succeeded();
        var server = RunningProgram.Start(new ProgramStart("dotnet", "run", "--no-build", source, "--", pfx, $"{polling}", $"{own}"));
        await Eventually.TrueAsync(() => server.HasExited || server.Output.Contains("Application started", StringComparison.Ordinal), Cancel, TimeSpan.FromSeconds(60));
        Assert.False(server.HasExited, server.Errors);
        return server;
    }

    private static async Task<TemporaryInstance> StartPolledAsync(TestCertificate certificate, int port, SubscriptionId subscription)
    {
        var instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { NoListen = true }, Cancel);
        instance.ChangeSettings(settings => settings["Tentacle"]!["Communication"]!["TrustedOctopusServers"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
        {
            ["Thumbprint"] = certificate.Thumbprint,
            ["CommunicationStyle"] = 2,
            ["Address"] = $"https://localhost:{port}/",
            ["SubscriptionId"] = subscription.Value,
        }));
        await instance.StartAgentAsync(Cancel);
        return instance;
    }

    private static async Task RegisterAsync(HttpClient http, string path)
    {
        using var response = await http.PutAsync(new Uri(path, UriKind.Relative), null, Cancel);
        response.EnsureSuccessStatusCode();
    }
}
