using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>The sample of an application that is an agent as well, run as a process.</summary>
public sealed partial class EmbeddedAgentSpecs : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificate _server = TestCertificate.Create();
    private readonly TestCertificate _monitor = TestCertificate.Create("CN=Monitor");
    private RunningProgram _application = null!;
    private Uri _page = null!;
    private Uri _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            _directory["Tentacle.config"],
            $$"""
            {
              "Tentacle": {
                "Services": { "PortNumber": 0, "ListenIP": "127.0.0.1" },
                "Communication": {
                  "TrustedOctopusServers": [{ "Thumbprint": "{{_server.Thumbprint}}", "CommunicationStyle": "TentaclePassive" }],
                  "TrustedMonitors": ["{{_monitor.Thumbprint}}"]
                }
              }
            }
            """,
            Cancel);
        var sample = SourceTree.At("samples", "EmbeddedAgent", "bin", SourceTree.Configuration, "net10.0", "EmbeddedAgent");
        _application = RunningProgram.Start(new ProgramStart(sample, _directory.Path, "0"));
        _page = await FindAddressAsync(PageAddress());
        _agent = await FindAddressAsync(AgentAddress());
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _server.Dispose();
        _monitor.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task I_run_a_script_on_an_application_that_embeds_the_agent()
    {
        using var client = TentacleClient.Connect(new TentacleClientOptions
        {
            Address = _agent,
            AgentThumbprint = AgentThumbprint(),
            Certificate = _server.Certificate,
        });

        var ticket = JobTicket.Create(TimeProvider.System);
        await client.SubmitAsync(ticket, new JobRequest { Script = new JobScript { Bash = "exit 7" } }, cancellationToken: Cancel);

        Assert.Equal(7, (await client.WaitAsync(ticket, Cancel)).ExitCode);
        using var page = new HttpClient { BaseAddress = _page };
        Assert.Equal("This application deploys itself.", await page.GetStringAsync("/", Cancel));
    }

    [Theory]
    [InlineData("GET", "/api/v1/health")]
    [InlineData("POST", "/api/v1/jobs")]
    public async Task The_applications_own_port_admits_no_caller_to_the_agent(string method, string path)
    {
        using var page = new HttpClient { BaseAddress = _page };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await page.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    // The application names no middleware: the check of the role must be there all the same.
    [Fact]
    public async Task A_monitor_may_read_the_state_of_the_embedded_agent_and_nothing_else()
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [_monitor.Certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => _monitor.Certificate,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate!.GetCertHashString(HashAlgorithmName.SHA256) == AgentThumbprint().Value,
            },
        })
        { BaseAddress = _agent };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/health", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync("/api/v1/jobs", Cancel)).StatusCode);
    }

    private Thumbprint AgentThumbprint()
    {
        var settings = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(_directory["Tentacle.config"]))!;
        return Thumbprint.Parse((string)settings["Tentacle"]!["CertificateThumbprint"]!, null);
    }

    private async Task<Uri> FindAddressAsync(Regex line)
    {
        await Eventually.TrueAsync(
            () => _application.HasExited || line.IsMatch(_application.Output),
            Cancel,
            TimeSpan.FromSeconds(60),
            "the application names its addresses");
        var found = line.Match(_application.Output);
        Assert.True(found.Success, _application.Output + _application.Errors);
        return new Uri(found.Groups[1].Value);
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex PageAddress();

    [GeneratedRegex(@"Now listening on: (https://127\.0\.0\.1:\d+)")]
    private static partial Regex AgentAddress();
}
