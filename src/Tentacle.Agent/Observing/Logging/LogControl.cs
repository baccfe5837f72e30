using Serilog.Core;
using Serilog.Events;
using Tentacle.Core.Diagnostics;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Observing.Logging;

/// <summary>The properties of the agent's log that can change while it runs: its level, and the secrets to mask.</summary>
public sealed class LogControl
{
    private volatile SecretMask _mask = new([]);

    public LoggingLevelSwitch Level { get; } = new();

    /// <summary>Creates the control of a log that follows the settings.</summary>
    /// <exception cref="SettingsException">A password in the settings cannot be decrypted.</exception>
    public static LogControl Create(LiveSettings settings, SecretsKey key)
    {
        var control = new LogControl();
        Apply();
        settings.Changed += (_, _) => Apply();
        return control;

        void Apply()
        {
            var octopus = settings.Current.Octopus;
            control.Mask(ProxyPassword.Find(octopus.Proxy, key), ProxyPassword.Find(octopus.Server.Proxy, key));
            control.Set(octopus.LogLevel);
        }
    }

    public void Set(LogDetail detail) => Level.MinimumLevel = detail switch
    {
        LogDetail.Trace => LogEventLevel.Verbose,
        LogDetail.Debug => LogEventLevel.Debug,
        LogDetail.Warn => LogEventLevel.Warning,
        LogDetail.Error => LogEventLevel.Error,
        LogDetail.Fatal => LogEventLevel.Fatal,
        _ => LogEventLevel.Information,
    };

    public void Mask(params IEnumerable<string?> secrets) => _mask = new SecretMask(secrets);

    public string Masked(string text) => _mask.Apply(text);
}
