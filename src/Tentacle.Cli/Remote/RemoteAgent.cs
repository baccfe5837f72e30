using System.Security.Cryptography.X509Certificates;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;

namespace Tentacle.Cli.Remote;

/// <summary>The options of <c>remote</c> commands that select the agent and the certificate of the server.</summary>
internal static class RemoteAgent
{
    private static readonly Option Url = Option.Value("url", "Address of the agent, for example https://web01:10933");
    private static readonly Option AgentThumbprint = Option.Value(
        "thumbprint",
        "Thumbprint of the agent's certificate, as 'tentacle show-thumbprint' shows it there");
    private static readonly Option CertificateFile = Option.Value("cert", "PEM file with the certificate of the server that the agent trusts");
    private static readonly Option KeyFile = Option.Value("key", "PEM file with the certificate's private key");
    private static readonly Option Pfx = Option.Value("pfx", "PFX file with certificate and private key, instead of --cert and --key");
    private static readonly Option PfxPassword = Option.Value(
        "pfx-password",
        "Password of the PFX file or of the PEM key; - reads it from standard input",
        sensitive: true);

    private static readonly Option Wait = Option.Optional(
        "wait",
        "Waits for the agent to come: for so many seconds, or two minutes. Without it an agent that does not answer is told of within 5 seconds",
        "120");

    // With these two limits, an unreachable agent is usually reported within five seconds.
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(4);
    private const int MaxWait = 86_400;

    public static IReadOnlyList<Option> Options { get; } = [Url, AgentThumbprint, CertificateFile, KeyFile, Pfx, PfxPassword, Wait];

    /// <exception cref="UserErrorException">An option is missing or not valid.</exception>
    public static TentacleClient Connect(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        if (!Uri.TryCreate(arguments.Get(Url), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new UserErrorException($"'{arguments.Get(Url)}' is not an address of an agent. Use one like https://web01:10933.");
        }

        if (!Thumbprint.TryParse(arguments.Get(AgentThumbprint), null, out var thumbprint))
        {
            throw new UserErrorException(Thumbprint.Refusal(arguments.Get(AgentThumbprint), "is not a valid value for --thumbprint"));
        }

        return TentacleClient.Connect(new TentacleClientOptions
        {
            Address = address,
            AgentThumbprint = thumbprint,
            Certificate = LoadCertificate(invocation),
            ConnectTimeout = ConnectTimeout,
            FirstContactBudget = arguments.FindNumber(Wait, 0, MaxWait) is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualWait,
            Time = invocation.Terminal.Time,
        });
    }

    private static X509Certificate2 LoadCertificate(Invocation invocation)
    {
        var pfx = invocation.FindPath(Pfx);
        var file = pfx ?? invocation.FindPath(CertificateFile) ?? throw new UserErrorException(
            "Say which certificate to use: --cert FILE --key FILE, or --pfx FILE.");
        var key = pfx is null && invocation.FindPath(KeyFile) is { } path ? InputFile.Read(path) : null;
        var password = invocation.FindSecret(PfxPassword);
        return CertificateImport.Read(InputFile.Read(file), key, string.IsNullOrEmpty(password) ? null : password, $"the file '{file}'").Certificate;
    }
}
