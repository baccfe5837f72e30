using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Core.Trust;

namespace Tentacle.Cli.Commands;

/// <summary><c>show-thumbprint</c>: what a server must trust. No newline follows, as scripts that capture it expect.</summary>
internal static class ShowThumbprintCommand
{
    private static readonly Option Format = Option.Format();
    private static readonly Option Sha1 = Option.Flag("sha1", "Shows the SHA-1 form, which Octopus Server shows and expects");
    private static readonly Option ExportFile = Option.Value("export-file|e", "Exports the Tentacle thumbprint to a file");
    private static readonly Option ThumbprintOnly = Option.Flag("thumbprint-only", "Does nothing: only the thumbprint is written in any case", hidden: true);

    public static Command Create() => Command.Simple("show-thumbprint", "Show the thumbprint of this Tentacle's certificate", Run) with
    {
        UsesInstance = true,
        Options = [ExportFile, Format, Sha1, ThumbprintOnly],
    };

    private static void Run(Invocation invocation)
    {
        var json = invocation.Arguments.WantsJson(Format);
        var text = json ? Json(invocation.Instance) : Text(invocation.Instance, invocation.Arguments.Has(Sha1));
        if (invocation.FindPath(ExportFile) is { } path)
        {
            OutputFile.Write(path, text);
            invocation.Say($"The thumbprint of this Tentacle has been written to {path}");
        }
        else
        {
            invocation.Terminal.Out.Write(text);
        }
    }

    // The SHA-256 form stands in the settings in clear; the other needs the certificate and so the key.
    private static string Text(Instance instance, bool sha1)
    {
        var settings = instance.Settings.Load();
        return !sha1 && settings.Tentacle is { Certificate: not null, CertificateThumbprint: { } thumbprint } ? thumbprint : Load(instance, settings, sha1).Value;
    }

    private static string Json(Instance instance)
    {
        var settings = instance.Settings.Load();
        var view = new ThumbprintView(Load(instance, settings, sha1: false).Value, Load(instance, settings, sha1: true).Value);
        return JsonSerializer.Serialize(view, CliJson.Default.ThumbprintView);
    }

    private static Thumbprint Load(Instance instance, InstanceSettings settings, bool sha1)
    {
        if (settings.Tentacle.Certificate is null)
        {
            throw new UserErrorException($"The instance '{instance.Name}' has no certificate yet. Make one with 'tentacle new-certificate --instance \"{instance.Name}\"'.");
        }

        using var key = SecretsKey.LoadOrCreate(instance);
        using var certificate = AgentCertificate.Load(settings, key)!;
        return sha1 ? Thumbprint.Sha1Of(certificate) : Thumbprint.Sha256Of(certificate);
    }
}
