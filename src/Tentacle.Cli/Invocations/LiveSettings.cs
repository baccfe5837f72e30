using Tentacle.Agent.Settings;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Cli.Invocations;

/// <summary>Changes an instance's settings, and returns when the agent that runs it, if any, works by them.</summary>
public static class LiveSettings
{
    /// <exception cref="SettingsException">The settings cannot be changed; they are then as they were.</exception>
    public static async Task ChangeAsync(Invocation invocation, Func<InstanceSettings, InstanceSettings> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var settings = invocation.Instance.Settings.Change(change);
        if (!settings.Changed)
        {
            return;
        }

        // An agent that runs still has the home that it started with.
        var answer = await AgentNotice.SendAsync(invocation.Instance.HomeOf(settings.Before), invocation.Terminal.Time, cancellationToken);
        if (answer is AgentAnswer.NotApplied(var reason))
        {
            invocation.Warn($"The settings are saved, but the running agent has not confirmed that it has applied them: {reason}. Restart it to be sure.");
        }

        if (answer is not AgentAnswer.NotRunning && settings.After.NeedsRestart(settings.Before))
        {
            invocation.Say("These changes require a restart of the Tentacle.");
        }
    }
}
