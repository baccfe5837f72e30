namespace Tentacle.Halibut.Contracts;

/// <summary>A line of a script's log.</summary>
/// <param name="Occurred">Sent with a precision of a millisecond.</param>
public sealed record ProcessOutput(ProcessOutputSource Source, DateTimeOffset Occurred, string Text);
