using Tentacle.Core.Instances;

namespace Tentacle.Cli.Invocations;

/// <summary>What a command sees of the world, so that tests can put another one around it.</summary>
public sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
{
    public string CurrentDirectory { get; init; } = Environment.CurrentDirectory;
    public InstanceIndex Index { get; init; } = InstanceIndex.ForThisProcess();
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Says to a person at the keyboard what is waited for; to a program nothing.</summary>
    public void SayWhenAPersonTypes(string line)
    {
        if (In == Console.In && !Console.IsInputRedirected)
        {
            Error.WriteLine(line);
            Error.Flush();
        }
    }

    public static Terminal OfThisProcess() => new(Console.In, Console.Out, Console.Error);
}
