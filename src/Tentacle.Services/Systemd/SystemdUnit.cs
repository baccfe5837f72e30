using Tentacle.Instances;
using Tentacle.Services.Control;

namespace Tentacle.Services.Systemd;

/// <summary>The unit file of one instance: its text, and the values that can be read from it.</summary>
/// <remarks>
/// The unit has no sandboxing settings. Settings that would protect the agent (ProtectSystem, PrivateTmp, NoNewPrivileges, capability bounds) would be
/// inherited by every script, and the purpose of scripts is to change the machine.
/// </remarks>
internal sealed record SystemdUnit(string Text)
{
    private const string Marker = "# Managed by Tentacle for ";
    private const string UserSetting = "User=";

    public static SystemdUnit Compose(ServiceDefinition definition, string user, IReadOnlyList<string> dependsOn)
    {
        var name = ServiceName.OfUnit(definition.Instance);
        var needed = string.Join(' ', dependsOn.Prepend("network-online.target"));
        return new SystemdUnit($"""
            {MarkerOf(definition.Instance)}. 'tentacle service' rewrites this file: your own settings belong in a drop-in ('systemctl edit {name}').
            [Unit]
            Description={SystemdText.Plain(DescriptionOf(definition.Instance))}
            Wants={needed}
            After=network.target {needed}
            StartLimitIntervalSec=600
            StartLimitBurst=60

            [Service]
            Type=notify
            User={SystemdText.Plain(user)}
            ExecStart={SystemdText.Program(definition.Program)} run {SystemdText.Argument(IdentityOption(definition.Instance))} --noninteractive
            Restart=always
            RestartSec=5
            TimeoutStartSec=300
            TimeoutStopSec=30
            WatchdogSec=60
            # A job belongs to its own supervisor: it goes on while the agent is stopped, replaced or out of memory.
            KillMode=process
            OOMPolicy=continue
            Delegate=yes
            TasksMax=infinity

            [Install]
            WantedBy=multi-user.target

            """.ReplaceLineEndings("\n"));
    }

    /// <summary>True when this program wrote the unit, for any instance.</summary>
    public bool IsOurs => Text.StartsWith(Marker, StringComparison.Ordinal);

    /// <summary>The account of the service.</summary>
    public string User =>
        Text.Split('\n').LastOrDefault(
            line => line.StartsWith(UserSetting, StringComparison.Ordinal))?[UserSetting.Length..]
                .Replace("%%", "%", StringComparison.Ordinal) is { Length: > 0 } user
            ? user
            : "root";

    public bool IsFor(Instance instance) => Text.StartsWith(MarkerOf(instance) + ".", StringComparison.Ordinal);

    // Two instances can have the same unit name ("a b" and "a-b"), so the file contains the instance.
    private static string MarkerOf(Instance instance) => Marker + SystemdText.Comment(instance.IsListed ? instance.Name : instance.SettingsPath);

    private static string DescriptionOf(Instance instance) =>
        instance.IsListed ? $"{ServiceDefinition.Description} ({instance.Name})" : ServiceDefinition.Description;

    private static string IdentityOption(Instance instance) => instance.IsListed ? $"--instance={instance.Name}" : $"--config={instance.SettingsPath}";
}
