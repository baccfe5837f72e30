using Tentacle.Instances.Settings;

namespace Tentacle.Instances;

/// <summary>An instance's entry in an index of instances, with its place.</summary>
/// <param name="Path">The file that contains the entry.</param>
/// <param name="Entry">The content of that file.</param>
/// <param name="Root">The configuration directory whose index it is.</param>
public sealed record IndexFile(string Path, InstanceEntry Entry, string Root)
{
    /// <summary>The account whose index has the entry. Null for the index of the account that reads it.</summary>
    public string? Account { get; init; }
}
