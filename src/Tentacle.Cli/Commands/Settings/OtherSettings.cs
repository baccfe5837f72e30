using System.Globalization;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Settings;

/// <summary>Settings that the original does not have, set with <c>configure --set NAME=VALUE</c>.</summary>
internal static class OtherSettings
{
    private static readonly Dictionary<string, Func<InstanceSettings, string?, InstanceSettings>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Octopus.LogLevel"] = (s, v) => s with { Octopus = s.Octopus with { LogLevel = Level(v) } },
        ["Jobs.MaxRunning"] = (s, v) => s with { Jobs = s.Jobs with { MaxRunning = v is null ? null : (int)Number(v, int.MaxValue) } },
        ["Jobs.LogLimit"] = (s, v) => s with { Jobs = s.Jobs with { LogLimit = v is null ? JobSettings.DefaultLogLimit : Number(v, long.MaxValue) } },
        ["Jobs.ForgottenTicketDays"] = (s, v) => s with
        {
            Jobs = s.Jobs with { ForgottenTicketDays = v is null ? JobSettings.DefaultForgottenTicketDays : (int)Number(v, int.MaxValue) },
        },
        ["Jobs.RetentionHours"] = (s, v) => s with
        {
            Jobs = s.Jobs with { RetentionHours = v is null ? JobSettings.DefaultRetentionHours : (int)Number(v, int.MaxValue) },
        },
        ["Jobs.PowerShellStartSeconds"] = (s, v) => s with
        {
            Jobs = s.Jobs with { PowerShellStartSeconds = v is null ? JobSettings.DefaultPowerShellStartSeconds : (int)Number(v, int.MaxValue) },
        },
        ["Files.Roots"] = (s, v) => s with
        {
            Files = s.Files with { Roots = v?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [] },
        },
        ["Disk.MinimumFree"] = (s, v) => s with { Disk = s.Disk with { MinimumFree = v is null ? DiskSettings.DefaultMinimumFree : Number(v, long.MaxValue) } },
        ["Health.CertificateDays"] = (s, v) => s with
        {
            Health = s.Health with { CertificateDays = v is null ? HealthSettings.DefaultCertificateDays : (int)Number(v, int.MaxValue) },
        },
        ["Health.ClockToleranceSeconds"] = (s, v) => s with
        {
            Health = s.Health with { ClockToleranceSeconds = v is null ? HealthSettings.DefaultClockToleranceSeconds : (int)Number(v, int.MaxValue) },
        },
        ["Health.Calamari"] = (s, v) => s with { Health = s.Health with { Calamari = v is null || Truth(v) } },
        ["Connections.MaxUntrusted"] = (s, v) => s with
        {
            Connections = s.Connections with { MaxUntrusted = v is null ? ConnectionSettings.DefaultMaxUntrusted : (int)Number(v, int.MaxValue) },
        },
        ["Connections.MaxUntrustedPerAddress"] = (s, v) => s with
        {
            Connections = s.Connections with
            {
                MaxUntrustedPerAddress = v is null ? ConnectionSettings.DefaultMaxUntrustedPerAddress : (int)Number(v, int.MaxValue),
            },
        },
        ["Otlp.Endpoint"] = (s, v) => s with { Otlp = s.Otlp with { Endpoint = v } },
        ["Otlp.IntervalSeconds"] = (s, v) => s with
        {
            Otlp = s.Otlp with { IntervalSeconds = v is null ? OtlpSettings.DefaultIntervalSeconds : (int)Number(v, int.MaxValue) },
        },
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Parses NAME=VALUE into a change. Limits are checked when the settings are written.</summary>
    /// <exception cref="UserErrorException">The text is not NAME=VALUE, or the setting does not exist.</exception>
    public static Func<InstanceSettings, InstanceSettings> Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals].Trim();
        if (equals < 0 || !ByName.TryGetValue(name, out var change))
        {
            throw new UserErrorException(
                $"'{text}' is not a valid value for --set. {(NearestName.Find(name, Names) is { } near ? $"Did you mean {near}? " : "")}Use NAME=VALUE with "
                + $"one of the names {string.Join(", ", Names)}.");
        }

        var value = text[(equals + 1)..].Trim() is { Length: > 0 } given ? given : null;
        return settings =>
        {
            try
            {
                return change(settings, value);
            }
            catch (FormatException e)
            {
                throw new UserErrorException($"'{value}' is not a valid value for the setting {name}. {e.Message}", e);
            }
        };
    }

    private static LogDetail Level(string? text) =>
        text is null ? LogDetail.Info
        : Enum.TryParse<LogDetail>(text, ignoreCase: true, out var level) && Enum.IsDefined(level) ? level
        : throw new FormatException($"Use one of {string.Join(", ", Enum.GetNames<LogDetail>())}.");

    private static bool Truth(string text) => bool.TryParse(text, out var value) ? value : throw new FormatException("Use true or false.");

    private static long Number(string text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most
            ? value
            : throw new FormatException("Use a whole number.");
}
