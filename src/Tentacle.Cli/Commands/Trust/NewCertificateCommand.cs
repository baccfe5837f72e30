using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Cli.Commands.Trust;

/// <summary><c>new-certificate</c>: creates the instance's identity, or writes one for another machine to a file.</summary>
internal static class NewCertificateCommand
{
    private static readonly Option IfBlank = Option.Flag("if-blank|b", "Generates a new certificate only if there is none");
    private static readonly Option ExportFile = Option.Value(
        "export-file|e",
        "DEPRECATED: exports a new certificate as unprotected base64 text; use --export-pfx. Does not change this Tentacle");
    private static readonly Option ExportPfx = Option.Value(
        "export-pfx",
        "Exports a new certificate to the specified file as a PFX; only used for automation, does not change this Tentacle");
    private static readonly Option Password = Option.Value(
        "pfx-password",
        "The password to use for the exported pfx file; - reads it from standard input",
        sensitive: true);
    private static readonly Option Overlap = Option.Value(
        "overlap",
        "Presents the old certificate for this long, for example 7d or 12h, while the new one is announced already: rotation without an outage");
    private static readonly Option KeyType = Option.Choice(
        "key-type",
        "The key of the new certificate: ecdsa (P-256) or rsa. Defaults to ecdsa",
        "ecdsa",
        "rsa");
    private static readonly Option KeySize = Option.Choice("key-size", "The bits of an RSA key: 2048, 3072 or 4096. Defaults to 2048", "2048", "3072", "4096");

    public static Command Create() => new("new-certificate", "Creates and installs a new certificate for this Tentacle", RunAsync)
    {
        UsesInstance = true,
        Options = [IfBlank, ExportFile, ExportPfx, Password, Overlap, KeyType, KeySize],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        RefuseMisfits(invocation.Arguments);
        var kind = KindOf(invocation.Arguments);
        if (invocation.FindPath(ExportPfx) is { } pfx)
        {
            Export(invocation, kind, pfx);
        }
        else if (invocation.FindPath(ExportFile) is { } text)
        {
            ExportText(invocation, kind, text);
        }
        else
        {
            await InstallAsync(invocation, kind, cancellationToken);
        }

        return ExitCodes.Done;
    }

    private static void RefuseMisfits(Arguments arguments)
    {
        var exports = new[] { ExportPfx, ExportFile }.Where(arguments.Has).ToList();
        if (exports.Count > 1)
        {
            throw new UserErrorException("--export-pfx and --export-file cannot be used together: name one file.");
        }

        if (!arguments.Has(ExportPfx) && arguments.Has(Password))
        {
            throw new UserErrorException("--pfx-password protects an exported file. Name the file with --export-pfx.");
        }

        if (exports.Count > 0 && new[] { IfBlank, Overlap }.FirstOrDefault(arguments.Has) is { } misfit)
        {
            throw new UserErrorException(
                $"--{misfit.Name} and --{exports[0].Name} cannot be used together: an exported certificate is new, and does not change this Tentacle.");
        }
    }

    private static CertificateKey KindOf(Arguments arguments)
    {
        var size = arguments.FindNumber(KeySize, 0, int.MaxValue);
        var type = (arguments.Find(KeyType) ?? "ecdsa").ToUpperInvariant();
        return (type, size) switch
        {
            ("ECDSA", null) => CertificateKey.EcdsaP256,
            ("ECDSA", _) => throw new UserErrorException("--key-size is of an RSA key. Leave it out, or add --key-type rsa."),
            ("RSA", null or 2048) => CertificateKey.Rsa2048,
            ("RSA", 3072) => CertificateKey.Rsa3072,
            ("RSA", 4096) => CertificateKey.Rsa4096,
            ("RSA", _) => throw new UserErrorException($"'{size}' is not a valid value for --key-size. Use 2048, 3072 or 4096."),
            _ => throw new UserErrorException($"'{arguments.Find(KeyType)}' is not a valid value for --key-type. Use ecdsa or rsa."),
        };
    }

    private static void Export(Invocation invocation, CertificateKey kind, string path)
    {
        var password = invocation.FindSecret(Password);
        using var certificate = AgentCertificate.Create(invocation.Terminal.Time, kind);
        Write(path, AgentCertificate.Export(certificate, password));
        if (password is null)
        {
            invocation.Warn(
                $"The private key in '{path}' is not protected by a password. Give one with --pfx-password, or delete the file once it is imported.");
        }

        invocation.Report($"A new certificate has been generated and written to {path}. Thumbprint:");
        invocation.Print(Thumbprint.Sha256Of(certificate).Value);
    }

    private static void ExportText(Invocation invocation, CertificateKey kind, string path)
    {
        using var certificate = AgentCertificate.Create(invocation.Terminal.Time, kind);
        var content = certificate.Export(X509ContentType.Pkcs12);
        Write(path, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(content)));
        CryptographicOperations.ZeroMemory(content);
        invocation.Warn($"--export-file is deprecated: the private key in '{path}' is not protected. Use --export-pfx with --pfx-password.");
        invocation.Report($"A new certificate has been generated and written to {path}. Thumbprint:");
        invocation.Print(Thumbprint.Sha256Of(certificate).Value);
    }

    private static void Write(string path, byte[] content)
    {
        OutputFile.Write(path, content);
        CryptographicOperations.ZeroMemory(content);
    }

    private static async Task InstallAsync(Invocation invocation, CertificateKey kind, CancellationToken cancellationToken)
    {
        var overlap = invocation.Arguments.FindDuration(Overlap);
        var ifBlank = invocation.Arguments.Has(IfBlank);
        using var key = SecretsKey.LoadOrReplace(invocation.Instance);
        using var identity = new AgentIdentity(AgentCertificate.Create(invocation.Terminal.Time, kind));
        var here = MachineIdentity.Find(key);
        var from = invocation.Terminal.Time.GetUtcNow() + (overlap ?? TimeSpan.Zero);
        InstanceSettings? before = null;
        await SettingsUpdate.ChangeAsync(
            invocation,
            settings =>
            {
                before = StoredCertificate.Promote(settings, invocation.Terminal.Time.GetUtcNow());
                return Install(before, settings);
            },
            cancellationToken);
        Report(invocation, before!, identity.Thumbprint, overlap is null ? null : from);

        InstanceSettings Install(InstanceSettings current, InstanceSettings settings) =>
            StoredCertificate.IsIn(current) && ifBlank ? settings
            : StoredCertificate.IsIn(current) && overlap is not null ? StoredCertificate.StoreNext(current, identity, key, from)
            : MachineIdentity.Assign(StoredCertificate.Store(current, identity, key), here);
    }

    private static void Report(Invocation invocation, InstanceSettings before, Thumbprint thumbprint, DateTimeOffset? from)
    {
        var old = StoredCertificate.IsIn(before) ? before.Tentacle.CertificateThumbprint : null;
        if (old is not null && invocation.Arguments.Has(IfBlank))
        {
            invocation.Report("A certificate already exists, no changes will be applied. Thumbprint:");
            invocation.Print(old);
            return;
        }

        var takesOver = old is null || from is null ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" It takes over at {from:u}; until then {old} is presented.");
        var trust = old is null ? "" : $" Every server of this Tentacle must now trust it{(from is null ? "" : " as well")}.";
        invocation.Report($"A new certificate has been generated and installed.{takesOver}{trust} Thumbprint:");
        invocation.Print(thumbprint.Value);
    }
}
