using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Platform.Processes;

namespace Tentacle.Cli.Invocations;

/// <summary>The environment of a command, which tests can replace.</summary>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
{
    /// <summary>The working directory of the call; null when it has been deleted.</summary>
    public string? CurrentDirectory { get; init; } = InheritedState.HasWorkingDirectory ? Environment.CurrentDirectory : null;
    public InstanceIndex Index { get; init; } = InstanceIndex.ForThisProcess();
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes a path of the caller absolute.</summary>
    /// <exception cref="UserErrorException">The path is relative, and the working directory has been deleted.</exception>
    public string FullPath(string path) =>
        Path.IsPathFullyQualified(path) ? Path.GetFullPath(path)
        : CurrentDirectory is { } here ? Path.GetFullPath(path, here)
        : throw new UserErrorException(
            $"The path '{path}' is relative, and the working directory that it is relative to was deleted. "
            + "Give an absolute path, or change to a directory that exists.");

    /// <summary>Writes a prompt to standard error when standard input is a keyboard.</summary>
    public void WriteWhenInteractive(string line)
    {
        if (In == Console.In && !Console.IsInputRedirected)
        {
            Error.WriteLine(line);
            Error.Flush();
        }
    }

    public static Terminal OfThisProcess() => new(Console.In, Console.Out, Console.Error);
}
