using System.Globalization;
using Tentacle.Contracts;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The instance's identity.</summary>
public sealed partial class CertificatePage
{
    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    private Thumbprint? Own => Thumbprint.TryParse(Now?.Settings?.Tentacle.CertificateThumbprint, null, out var own) ? own : null;

    private async Task RenewAsync() => await CommandDialog.ShowAsync(
        Dialogs,
        "Make a new certificate",
        Own is null ? null : "The present certificate and its private key are replaced and cannot be had back. Servers refuse to connect until they are told the new thumbprint. Trusted servers, jobs and settings stay.",
        "Make a new certificate",
        isDestructive: Own is not null,
        InstanceCommands.NewCertificate(Name));
}
