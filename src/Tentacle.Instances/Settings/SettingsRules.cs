using System.Net;
using Tentacle.Contracts;

namespace Tentacle.Instances.Settings;

/// <summary>The rules for the settings beyond their types.</summary>
public static class SettingsRules
{
    /// <summary>Returns a message for each broken rule, with the member, its value and the remedy. Empty when the settings are valid.</summary>
    public static IReadOnlyList<string> Check(InstanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. Broken(settings)];
    }

    private static IEnumerable<string> Broken(InstanceSettings settings) =>
    [
        .. BrokenServices(settings),
        .. BrokenTrust(settings.Tentacle.Communication),
        .. BrokenProxy("Octopus.Proxy", settings.Octopus.Proxy),
        .. BrokenProxy("Octopus.Server.Proxy", settings.Octopus.Server.Proxy),
        .. BrokenJobs(settings.Jobs),
        .. BrokenStorage(settings),
        .. BrokenHealth(settings.Health),
        .. BrokenOtlp(settings.Otlp),
        .. BrokenConnections(settings.Connections),
    ];

    private static IEnumerable<string> BrokenServices(InstanceSettings settings)
    {
        var services = settings.Tentacle.Services;
        if (services.PortNumber is < 0 or > IPEndPoint.MaxPort)
        {
            yield return $"Tentacle.Services.PortNumber is {services.PortNumber}; set a port from 1 to {IPEndPoint.MaxPort}, or 0 to let the system choose.";
        }

        if (services.ListenIP is not null && !IPAddress.TryParse(services.ListenIP, out _))
        {
            yield return $"Tentacle.Services.ListenIP is '{services.ListenIP}', which is not an IP address; "
                + "set one of this machine's addresses, or null for all.";
        }

        if (settings.Tentacle.CertificateThumbprint is { } thumbprint && !Thumbprint.TryParse(thumbprint, null, out _))
        {
            yield return $"Tentacle.CertificateThumbprint is '{thumbprint}'. {Thumbprint.Rule} Run 'tentacle new-certificate'.";
        }

        if (settings.Tentacle.NextCertificate is { } next && !Thumbprint.TryParse(next.CertificateThumbprint, null, out _))
        {
            yield return $"Tentacle.NextCertificate.CertificateThumbprint is '{next.CertificateThumbprint}'. {Thumbprint.Rule} Run 'tentacle new-certificate'.";
        }
    }

    private static IEnumerable<string> BrokenTrust(CommunicationSettings communication)
    {
        foreach (var server in communication.TrustedOctopusServers)
        {
            if (server is null)
            {
                yield return "Tentacle.Communication.TrustedOctopusServers has an entry that is null; remove it.";
                continue;
            }

            if (server.Address is { } address && !Uri.TryCreate(address, UriKind.Absolute, out _))
            {
                yield return $"Tentacle.Communication.TrustedOctopusServers has the address '{address}'; write it as https://server:10943.";
            }
        }

        if (communication.PollingConnectionCount is < 1 or > MaximumPollingConnections)
        {
            yield return $"Tentacle.Communication.PollingConnectionCount is {communication.PollingConnectionCount}; "
                + $"set 1 to {MaximumPollingConnections}, or null for one.";
        }
    }

    private static IEnumerable<string> BrokenProxy(string member, ProxySettings proxy)
    {
        if (proxy.ProxyPort is < 1 or > IPEndPoint.MaxPort)
        {
            yield return $"{member}.ProxyPort is {proxy.ProxyPort}; set a port from 1 to {IPEndPoint.MaxPort}.";
        }

        if (proxy.ProxyHost is { } host && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            yield return $"{member}.ProxyHost is '{host}', which is not a host name; set a name or an address without scheme and port, or null for none.";
        }
    }

    private static IEnumerable<string> BrokenJobs(JobSettings jobs)
    {
        if (jobs.LogLimit < MinimumLogLimit)
        {
            yield return $"Jobs.LogLimit is {jobs.LogLimit}; set {MinimumLogLimit} bytes or more.";
        }

        if (jobs.MaxRunning < 1)
        {
            yield return $"Jobs.MaxRunning is {jobs.MaxRunning}; set 1 or more, or null for no limit.";
        }

        if (jobs.ForgottenTicketDays is < 0 or > MaximumForgottenTicketDays)
        {
            yield return $"Jobs.ForgottenTicketDays is {jobs.ForgottenTicketDays}; set 0 to {MaximumForgottenTicketDays} days.";
        }

        if (jobs.RetentionHours is < 1 or > MaximumRetentionHours)
        {
            yield return $"Jobs.RetentionHours is {jobs.RetentionHours}; set 1 to {MaximumRetentionHours} hours.";
        }

        if (jobs.PowerShellStartSeconds < 1)
        {
            yield return $"Jobs.PowerShellStartSeconds is {jobs.PowerShellStartSeconds}; set 1 or more.";
        }
    }

    private static IEnumerable<string> BrokenStorage(InstanceSettings settings)
    {
        if (settings.Disk.MinimumFree < 0)
        {
            yield return $"Disk.MinimumFree is {settings.Disk.MinimumFree}; set a number of bytes, 0 to accept jobs on a full disk.";
        }

        foreach (var root in settings.Files.Roots
            .Where(root => root is null || !Path.IsPathFullyQualified(root) || root.Contains('\0', StringComparison.Ordinal)))
        {
            yield return $"Files.Roots has {(root is null ? "null" : $"'{root}'")}; name directories by absolute paths, or leave the list empty to allow all.";
        }
    }

    private static IEnumerable<string> BrokenHealth(HealthSettings health)
    {
        if (health.CertificateDays < 0)
        {
            yield return $"Health.CertificateDays is {health.CertificateDays}; set a number of days, 0 to be warned when it has expired.";
        }

        if (health.ClockToleranceSeconds < 0)
        {
            yield return $"Health.ClockToleranceSeconds is {health.ClockToleranceSeconds}; set a number of seconds, 0 for none.";
        }
    }

    private static IEnumerable<string> BrokenOtlp(OtlpSettings otlp)
    {
        if (otlp.Endpoint is { } endpoint
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }))
        {
            yield return $"Otlp.Endpoint is '{endpoint}'; write it as http://collector:4318, or null to send nothing. "
                + $"Keys for the collector belong in the service's environment, as {OtlpSettings.HeadersVariable}.";
        }

        if (otlp.IntervalSeconds is < 1 or > MaximumOtlpInterval)
        {
            yield return $"Otlp.IntervalSeconds is {otlp.IntervalSeconds}; set 1 to {MaximumOtlpInterval} seconds.";
        }
    }

    private static IEnumerable<string> BrokenConnections(ConnectionSettings connections)
    {
        if (connections.MaxUntrusted is < MinimumUntrusted or > MaximumUntrusted)
        {
            yield return $"Connections.MaxUntrusted is {connections.MaxUntrusted}; set {MinimumUntrusted} to {MaximumUntrusted}.";
        }

        if (connections.MaxUntrustedPerAddress is < MinimumUntrusted or > MaximumUntrusted)
        {
            yield return $"Connections.MaxUntrustedPerAddress is {connections.MaxUntrustedPerAddress}; set {MinimumUntrusted} to {MaximumUntrusted}.";
        }
    }

    // A browser opens several connections concurrently. With a lower limit, it would displace its own connections.
    private const int MinimumUntrusted = 4;
    private const int MaximumUntrusted = 10_000;

    // A lower limit could not hold the record that reports the truncation of the log.
    private const long MinimumLogLimit = 64 * 1024;
    private const int MaximumForgottenTicketDays = 3650;
    private const int MaximumOtlpInterval = 86_400;
    private const int MaximumRetentionHours = 24 * 3650;

    /// <summary>The maximum number of connections to one polled server.</summary>
    public const int MaximumPollingConnections = 512;
}
