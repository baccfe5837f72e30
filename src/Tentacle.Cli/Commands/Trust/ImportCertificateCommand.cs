using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Trust;

namespace Tentacle.Cli.Commands.Trust;

/// <summary><c>import-certificate</c>: imports an identity that was created elsewhere.</summary>
internal static class ImportCertificateCommand
{
    private const string LegacyKey = @"SOFTWARE\Octopus";
    private const string LegacyValue = "Cert-cn=Octopus Tentacle";

    private static readonly Option FromRegistry = Option.Flag(
        "from-registry|r",
        "Imports the certificate that version 1 of the original kept in the Windows registry");
    private static readonly Option FromFile = Option.Value(
        "from-file|f",
        "Imports a certificate from a file: PFX, the base64 text of one, PEM with certificate, key and chain, or DER");
    private static readonly Option FromBase64 = Option.Value(
        "from-base64|b",
        "Imports a certificate from the base64 text of a PFX; - reads all of standard input",
        sensitive: true);
    private static readonly Option FromStore = Option.Value(
        "from-store",
        "Uses the certificate with this thumbprint in the Windows store LocalMachine\\My; its key stays there and need not be exportable");
    private static readonly Option KeyFile = Option.Value("key-file", "The file of the private key, when --from-file names one without it");
    private static readonly Option Password = Option.Value(
        "pfx-password|pw",
        "Password of the PFX, or of the PEM key; - reads it from standard input",
        sensitive: true);

    public static Command Create() => new("import-certificate", "Replace the certificate that Tentacle uses to authenticate itself", RunAsync)
    {
        UsesInstance = true,
        Options = [FromRegistry, FromFile, FromBase64, FromStore, KeyFile, Password],
        Remarks = "Of several certificates the one with the private key becomes the identity; the others are presented as its chain. "
            + "The password may also stand in the environment variable TENTACLE_PFX_PASSWORD. Where --from-base64 and --pfx-password are both -, the last "
            + "line of standard input is the password.",
        Examples = ["tentacle import-certificate --instance \"Tentacle\" -f cert.pfx --pfx-password -"],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var identity = Read(invocation);
        using var key = SecretsKey.LoadOrReplace(invocation.Instance);
        if (CertificateImport.Warning(identity.Certificate, invocation.Terminal.Time.GetUtcNow()) is { } warning)
        {
            invocation.Warn(warning);
        }

        var inStore = invocation.Arguments.Has(FromStore);
        var here = MachineIdentity.Find(key);
        await SettingsUpdate.ChangeAsync(
            invocation,
            settings => MachineIdentity.Assign(
                inStore ? StoredCertificate.NameStored(settings, identity.Thumbprint) : StoredCertificate.Store(settings, identity, key),
                here),
            cancellationToken);
        invocation.Report(
            $"The certificate has been imported{(identity.Chain.Count == 0 ? "" : $" with a chain of {identity.Chain.Count}")}. "
            + "Every server of this Tentacle must now trust its thumbprint:");
        invocation.Print(identity.Thumbprint.Value);
        return ExitCodes.Done;
    }

    private static AgentIdentity Read(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        if (new[] { FromRegistry, FromFile, FromBase64, FromStore }.Count(arguments.Has) != 1)
        {
            throw new UserErrorException(
                "Say where the certificate is, and only once: --from-file FILE, --from-base64 TEXT, --from-store THUMBPRINT or --from-registry.");
        }

        if (arguments.Has(KeyFile) && !arguments.Has(FromFile))
        {
            throw new UserErrorException("--key-file belongs to a certificate in a file. Name that with --from-file.");
        }

        if (arguments.Find(FromStore) is { } thumbprint)
        {
            return CertificateImport.FromWindowsStore(thumbprint);
        }

        var (content, password, source) = ContentIn(invocation);
        try
        {
            var key = invocation.FindPath(KeyFile) is { } path ? InputFile.Read(path) : null;
            return CertificateImport.Read(content, key, string.IsNullOrEmpty(password) ? null : password, source);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static (byte[] Content, string? Password, string Source) ContentIn(Invocation invocation)
    {
        if (invocation.FindPath(FromFile) is { } path)
        {
            return (InputFile.Read(path), PasswordIn(invocation), $"the file '{path}'");
        }

        if (invocation.Arguments.Has(FromBase64))
        {
            var (text, password) = invocation.Arguments.Find(FromBase64) == "-"
                ? InputOf(invocation)
                : (invocation.Arguments.Find(FromBase64) ?? "", PasswordIn(invocation));
            return (Encoding.UTF8.GetBytes(text), password, "the text of --from-base64");
        }

        return OperatingSystem.IsWindows()
            ? (Encoding.ASCII.GetBytes(InRegistry()), PasswordIn(invocation), $"the registry (HKLM\\{LegacyKey})")
            : throw new UserErrorException("--from-registry works on Windows only: there is no registry here. Import the certificate with --from-file.");
    }

    private static string? PasswordIn(Invocation invocation) => invocation.FindSecret(Password) ?? Environment.GetEnvironmentVariable("TENTACLE_PFX_PASSWORD");

    // Both can come on standard input. Then the last line is the password, and the text before it is the certificate.
    private static (string Text, string? Password) InputOf(Invocation invocation)
    {
        var input = invocation.ReadInput(CertificateImport.MaxContentSize);
        if (invocation.Arguments.Find(Password) != "-")
        {
            return (input, PasswordIn(invocation));
        }

        var whole = input.EndsWith('\n') ? input[..^1].TrimEnd('\r') : input;
        var end = whole.LastIndexOf('\n');
        return end > 0
            ? (whole[..end], whole[(end + 1)..])
            : throw new UserErrorException(
                "--from-base64 and --pfx-password are both '-', but standard input holds one line. "
                + "Write the text to it, and then the password on a line of its own.");
    }

    [SupportedOSPlatform("windows")]
    private static string InRegistry()
    {
        using var key = Registry.LocalMachine.OpenSubKey(LegacyKey);
        return key?.GetValue(LegacyValue) as string
            ?? throw new UserErrorException(
                $"There is no certificate in the registry (HKLM\\{LegacyKey}, {LegacyValue}). Import one with --from-file, or make one with 'tentacle "
                + "new-certificate'.");
    }
}
