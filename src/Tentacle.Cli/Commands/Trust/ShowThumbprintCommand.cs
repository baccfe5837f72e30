using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Cli.Commands.Trust;

/// <summary><c>show-thumbprint</c>: prints the thumbprint that a server must trust, without a newline, as scripts that capture it expect.</summary>
internal static class ShowThumbprintCommand
{
    private static readonly Option Format = Option.Format();
    private static readonly Option Sha1 = Option.Flag("sha1", "Shows the SHA-1 form, which Octopus Server shows and expects");
    private static readonly Option ExportFile = Option.Value("export-file|e", "Exports the Tentacle thumbprint to a file");
    private static readonly Option ExportCertificate = Option.Value("export-certificate", "Exports the certificate, without its private key, to a file as PEM");
    private static readonly Option ThumbprintOnly = Option.Flag("thumbprint-only", "Does nothing: only the thumbprint is written in any case", hidden: true);

    public static Command Create() => Command.Simple("show-thumbprint", "Show the thumbprint of this Tentacle's certificate", Run) with
    {
        UsesInstance = true,
        Options = [ExportFile, ExportCertificate, Format, Sha1, ThumbprintOnly],
    };

    private static void Run(Invocation invocation)
    {
        if (invocation.FindPath(ExportCertificate) is { } file)
        {
            OutputFile.Write(file, Load(invocation.Instance, Settings(invocation), certificate => certificate.ExportCertificatePem() + "\n"));
            invocation.Report($"The certificate of this Tentacle, without its private key, has been written to {file}");
            return;
        }

        var json = invocation.Arguments.WantsJson(Format);
        var text = json ? Json(invocation) : Text(invocation, invocation.Arguments.Has(Sha1));
        if (invocation.FindPath(ExportFile) is { } path)
        {
            OutputFile.Write(path, text);
            invocation.Report($"The thumbprint of this Tentacle has been written to {path}");
        }
        else
        {
            invocation.Terminal.Out.Write(text);
        }
    }

    // The SHA-256 form is stored unencrypted in the settings. The other form needs the certificate and therefore the key.
    private static string Text(Invocation invocation, bool sha1)
    {
        var settings = Settings(invocation);
        return !sha1 && settings.Tentacle is { PlainCertificate: null, CertificateThumbprint: { } thumbprint }
            ? thumbprint
            : Load(invocation.Instance, settings, Shown(sha1)).Value;
    }

    private static string Json(Invocation invocation)
    {
        var settings = Settings(invocation);
        var view = new ThumbprintView(
            Load(invocation.Instance, settings, Thumbprint.Sha256Of).Value,
            Load(invocation.Instance, settings, Thumbprint.Sha1Of).Value);
        return JsonSerializer.Serialize(view, CliJson.Default.ThumbprintView);
    }

    private static Func<X509Certificate2, Thumbprint> Shown(bool sha1) => sha1 ? Thumbprint.Sha1Of : Thumbprint.Sha256Of;

    private static InstanceSettings Settings(Invocation invocation)
    {
        var settings = StoredCertificate.Promote(invocation.Instance.Settings.Load(), invocation.Terminal.Time.GetUtcNow());
        return StoredCertificate.IsIn(settings)
            ? settings
            : throw new UserErrorException(
                $"The instance '{invocation.Instance.Name}' has no certificate yet. Make one with 'tentacle new-certificate --instance "
                + $"\"{invocation.Instance.Name}\"'.");
    }

    private static T Load<T>(Instance instance, InstanceSettings settings, Func<X509Certificate2, T> form)
    {
        using var key = SecretsKey.LoadOrCreate(instance);
        using var identity = StoredCertificate.Load(settings, key)!;
        return form(identity.Certificate);
    }
}
