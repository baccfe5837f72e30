using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Invocations;

/// <summary>Changes an instance's settings. Returns when the running agent, if any, has applied them.</summary>
internal static class SettingsUpdate
{
    /// <exception cref="SettingsException">The settings cannot be changed. They are unchanged then.</exception>
    public static async Task ChangeAsync(Invocation invocation, Func<InstanceSettings, InstanceSettings> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var settings = invocation.Instance.Settings.Change(change);
        if (!settings.Changed)
        {
            return;
        }

        // A running agent still uses the home with which it started.
        var answer = await AgentNotice.SendAsync(invocation.Instance.HomeOf(settings.Before), invocation.Terminal.Time, cancellationToken);
        if (answer is AgentAnswer.NotApplied(var reason))
        {
            invocation.Warn($"The settings are saved, but the running agent has not confirmed that it has applied them: {reason}. Restart it to be sure.");
        }

        if (answer is not AgentAnswer.NotRunning && settings.After.NeedsRestart(settings.Before))
        {
            invocation.Report("These changes require a restart of the Tentacle.");
        }
    }
}
