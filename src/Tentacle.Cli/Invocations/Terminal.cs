using Tentacle.Core.Instances;

namespace Tentacle.Cli.Invocations;

/// <summary>What a command sees of the world, so that tests can put another one around it.</summary>
public sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
{
    public string CurrentDirectory { get; init; } = Environment.CurrentDirectory;
    public InstanceIndex Index { get; init; } = InstanceIndex.ForThisProcess();
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static Terminal OfThisProcess() => new(Console.In, Console.Out, Console.Error);
}
