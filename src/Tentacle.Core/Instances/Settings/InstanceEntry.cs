namespace Tentacle.Core.Instances.Settings;

/// <summary>What the index knows of an instance: its name and where its settings are. The member names are the original's.</summary>
public sealed record InstanceEntry(string Name, string ConfigurationFilePath);
