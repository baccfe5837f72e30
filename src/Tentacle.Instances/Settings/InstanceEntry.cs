namespace Tentacle.Instances.Settings;

/// <summary>The entry of an instance in the index: its name and the path of its settings file. The member names are the original's.</summary>
public sealed record InstanceEntry(string Name, string ConfigurationFilePath);
