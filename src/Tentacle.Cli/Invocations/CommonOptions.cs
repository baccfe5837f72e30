using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Invocations;

/// <summary>The options of every command.</summary>
internal static class CommonOptions
{
    public static readonly Option Instance = Option.Value("instance", "Name of the instance to use");
    public static readonly Option Config = Option.Value("config", "Configuration file to use");
    public static readonly Option Help = Option.Flag("help|h|?", "Show detailed help for this command");

    /// <summary>Restricts the output to results and errors, without progress messages.</summary>
    public static readonly Option NoConsoleLogging = Option.Flag("noconsolelogging", "Do not write what is being done to the console", hidden: true);

    // Old scripts pass these options to every command. They have no effect here.
    private static readonly Option Console = Option.Flag("console", "Don't attempt to run as a service, even if the user is non-interactive", hidden: true);
    private static readonly Option NoLogo = Option.Flag("nologo", "Don't print title or version information", hidden: true);
    private static readonly Option NonInteractive = Option.Flag("noninteractive", "Never ask", hidden: true);

    public static IReadOnlyList<Option> All { get; } = [Help, NoConsoleLogging, Console, NoLogo, NonInteractive];
}
