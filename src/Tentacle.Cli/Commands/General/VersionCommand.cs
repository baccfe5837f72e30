using System.Reflection;
using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Commands.General;

/// <summary><c>version</c>: prints the version.</summary>
internal static class VersionCommand
{
    private static readonly Option Format = Option.Format();

    /// <summary>The version with the additions of the build, for example the commit.</summary>
    public static string Informational { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    public static Command Create() => Command.Simple("version", "Show the Tentacle version information", Run) with { Options = [Format] };

    private static void Run(Invocation invocation)
    {
        if (!invocation.Arguments.WantsJson(Format))
        {
            invocation.Print(Informational);
            return;
        }

        var withoutBuild = Informational.Split('+')[0];
        var view = new VersionView(Informational, withoutBuild.Split('-')[0], withoutBuild, null, withoutBuild.Contains('-', StringComparison.Ordinal));
        invocation.Print(JsonSerializer.Serialize(view, CliJson.Readable.VersionView));
    }
}
