using Tentacle.Cli.Parsing;
using Tentacle.Core.Instances;
using Tentacle.Core.Platform.Processes;

namespace Tentacle.Cli.Invocations;

/// <summary>What a command sees of the world, so that tests can put another one around it.</summary>
public sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
{
    /// <summary>Where the command was called; null when that directory had been deleted.</summary>
    public string? CurrentDirectory { get; init; } = InheritedState.HasWorkingDirectory ? Environment.CurrentDirectory : null;
    public InstanceIndex Index { get; init; } = InstanceIndex.ForThisProcess();
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A path as the caller wrote it, made absolute.</summary>
    /// <exception cref="UserErrorException">It is relative to a directory that was deleted.</exception>
    public string FullPath(string path) =>
        Path.IsPathFullyQualified(path) ? Path.GetFullPath(path)
        : CurrentDirectory is { } here ? Path.GetFullPath(path, here)
        : throw new UserErrorException($"The path '{path}' is relative, and the working directory that it is relative to was deleted. Give an absolute path, or change to a directory that exists.");

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
