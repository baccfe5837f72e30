using System.Globalization;
using Tentacle.Instances.Settings;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The activity of an instance, in one or two sentences.</summary>
public static class InstanceStatusText
{
    public static string Describe(InstanceSnapshot snapshot, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Settings is not { } settings)
        {
            return snapshot.Problem ?? "";
        }

        if (snapshot.Agent is null)
        {
            return $"Set up to {Communication(settings, snapshot.Trusted, "listen", "poll")}. "
                + $"{(snapshot.IsForbidden ? "Its agent runs as another account." : "Its agent is not running.")}";
        }

        var since = snapshot.RunningSince is { } start ? $" Running since {StatusText.Clock(start, now)}, {Jobs(snapshot)}." : "";
        return $"{Capital(Communication(settings, snapshot.Trusted, "listening", "polling"))}.{since}";
    }

    /// <summary>The proxy in use, without its password.</summary>
    public static string Proxy(ProxySettings? proxy) => proxy switch
    {
        null => "",
        { ProxyHost: { Length: > 0 } host } => string.Create(
            CultureInfo.InvariantCulture,
            $"{host}:{proxy.ProxyPort}{(proxy.ProxyUsername is { Length: > 0 } user ? $" as {user}" : "")}"),
        { UseDefaultProxy: true } => "The system's own, where it has one",
        _ => "None",
    };

    private static string Communication(InstanceSettings settings, IReadOnlyList<TrustedServer> trusted, string listens, string polls)
    {
        var polled = trusted.Where(server => server is { CommunicationStyle: CommunicationStyle.TentacleActive, Address: not null }).ToList();
        var services = settings.Tentacle.Services;
        List<string> parts = [];
        if (!services.NoListen)
        {
            var where = services.ListenIP is { } address ? $" of {address}" : "";
            parts.Add(
                string.Create(CultureInfo.InvariantCulture, $"{listens} on port {services.PortNumber}{where} for {Listeners(trusted.Count - polled.Count)}"));
        }

        if (polled.Count > 0)
        {
            parts.Add($"{polls} {string.Join(" and ", polled.Select(server => server.Address))}");
        }

        return parts.Count == 0 ? "neither listen nor poll" : string.Join(", ", parts);
    }

    private static string Listeners(int count) => count == 0 ? "no server yet" : StatusText.Count(count, "trusted server", "trusted servers");

    private static string Jobs(InstanceSnapshot snapshot) =>
        (snapshot.Running, snapshot.Waiting) switch
        {
            (0, 0) => "no running job",
            (var running, 0) => StatusText.Count(running, "running job", "running jobs"),
            var (running, waiting) => $"{StatusText.Count(running, "running job", "running jobs")} and {waiting} waiting",
        };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
