namespace Tentacle.Contracts;

public sealed record OperatingSystemDescription(string Name, string Architecture);
