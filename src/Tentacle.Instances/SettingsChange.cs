using Tentacle.Instances.Settings;

namespace Tentacle.Instances;

/// <summary>One change of the settings.</summary>
/// <param name="Before">The effective settings before the change.</param>
/// <param name="After">The effective settings after the change.</param>
/// <param name="Changed">False when nothing was written.</param>
public sealed record SettingsChange(InstanceSettings Before, InstanceSettings After, bool Changed);
