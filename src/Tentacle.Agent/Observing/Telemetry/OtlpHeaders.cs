using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>
/// The request headers for collectors that require a key. They come from OpenTelemetry's environment variable, because many accounts can read the
/// settings. Jobs do not inherit this variable.
/// </summary>
internal static class OtlpHeaders
{
    private static readonly Lazy<IReadOnlyList<(string Name, string Value)>> Read =
        new(() => Parse(Environment.GetEnvironmentVariable(OtlpSettings.HeadersVariable) ?? ""));

    public static IReadOnlyList<(string Name, string Value)> OfThisProcess => Read.Value;

    /// <param name="text">The headers in the format of W3C baggage: <c>name=value,other=value</c>, with percent-encoded values.</param>
    internal static IReadOnlyList<(string Name, string Value)> Parse(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair is [{ Length: > 0 }, _])
            .Select(pair => (pair[0], Uri.UnescapeDataString(pair[1]))),
    ];
}
