using System.Security.Cryptography;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Core.Trust;

namespace Tentacle.Cli.Commands;

/// <summary><c>new-certificate</c>: the instance's identity, or one for another machine in a file.</summary>
internal static class NewCertificateCommand
{
    private static readonly Option IfBlank = Option.Flag("if-blank|b", "Generates a new certificate only if there is none");
    private static readonly Option ExportPfx = Option.Value("export-pfx", "Exports a new certificate to the specified file as a PFX; only used for automation, does not change this Tentacle");
    private static readonly Option Password = Option.Value("pfx-password", "The password to use for the exported pfx file; - reads it from standard input", sensitive: true);

    public static Command Create() => new("new-certificate", "Creates and installs a new certificate for this Tentacle", RunAsync)
    {
        UsesInstance = true,
        Options = [IfBlank, ExportPfx, Password],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var export = invocation.FindPath(ExportPfx);
        if (export is null && invocation.Arguments.Has(Password))
        {
            throw new UserErrorException("--pfx-password protects an exported file. Name the file with --export-pfx.");
        }

        if (export is not null)
        {
            Export(invocation, export);
        }
        else
        {
            await InstallAsync(invocation, cancellationToken);
        }

        return ExitCodes.Done;
    }

    private static void Export(Invocation invocation, string path)
    {
        if (invocation.Arguments.Has(IfBlank))
        {
            throw new UserErrorException("--if-blank and --export-pfx cannot be used together: an exported certificate is always new.");
        }

        var password = invocation.FindSecret(Password);
        using var certificate = AgentCertificate.Create(invocation.Terminal.Time);
        var content = AgentCertificate.Export(certificate, password);
        OutputFile.Write(path, content);
        CryptographicOperations.ZeroMemory(content);
        if (password is null)
        {
            invocation.Warn($"The private key in '{path}' is not protected by a password. Give one with --pfx-password, or delete the file once it is imported.");
        }

        invocation.Say($"A new certificate has been generated and written to {path}. Thumbprint:");
        invocation.Print(Thumbprint.Sha256Of(certificate).Value);
    }

    private static async Task InstallAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var ifBlank = invocation.Arguments.Has(IfBlank);
        using var key = SecretsKey.LoadOrCreate(invocation.Instance);
        using var certificate = AgentCertificate.Create(invocation.Terminal.Time);
        var thumbprint = Thumbprint.Sha256Of(certificate).Value;
        var installed = false;
        await LiveSettings.ChangeAsync(
            invocation,
            settings =>
            {
                installed = !ifBlank || settings.Tentacle.Certificate is null;
                thumbprint = installed ? thumbprint : settings.Tentacle.CertificateThumbprint;
                return installed ? AgentCertificate.Store(settings, certificate, key) : settings;
            },
            cancellationToken);

        invocation.Say(installed ? "A new certificate has been generated and installed. Thumbprint:" : "A certificate already exists, no changes will be applied. Thumbprint:");
        invocation.Print(thumbprint ?? "");
    }
}
