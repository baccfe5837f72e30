using System.Globalization;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The current state of the Tentacle and the next steps.</summary>
public sealed partial class OverviewPage
{
    private IReadOnlyList<RefusedConnection> Strangers => [.. (Now?.Refused ?? []).Where(refused => !Now!.Trusts(refused))];

    private Thumbprint? Own => Thumbprint.TryParse(Now?.Settings?.Tentacle.CertificateThumbprint, null, out var own) ? own : null;

    private static string Address(ServicesSettings services) =>
        string.Create(CultureInfo.InvariantCulture, $"https://{services.ListenIP ?? Environment.MachineName.ToLowerInvariant()}:{services.PortNumber}");
}
