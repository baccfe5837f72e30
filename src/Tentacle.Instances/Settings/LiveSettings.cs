namespace Tentacle.Instances.Settings;

/// <summary>
/// The settings in force in a running agent. Each part of the agent takes its section from here: it reads <see cref="Current"/> whenever it needs a value, or
/// follows <see cref="Changed"/> when it has to act on a change. All members are safe to use from any thread.
/// </summary>
/// <param name="settings">The settings with which the agent starts.</param>
public sealed class LiveSettings(InstanceSettings settings)
{
    private volatile InstanceSettings _current = settings;

    /// <summary>
    /// Raised after <see cref="Current"/> has changed, on the thread that called <see cref="Replace"/>. The handlers run in the order in which they were added.
    /// </summary>
    public event EventHandler? Changed;

    /// <summary>The settings in force. The value is immutable, so all that is read from one value belongs together.</summary>
    public InstanceSettings Current => _current;

    /// <summary>Puts other settings in force. The caller has checked that everything they name can be read.</summary>
    public void Replace(InstanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _current = settings;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
