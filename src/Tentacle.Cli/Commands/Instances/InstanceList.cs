using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Instances;

/// <summary>The value of an <c>--instances</c> option: names separated by commas or semicolons, or a star for all.</summary>
internal static class InstanceList
{
    public const string All = "*";

    /// <summary>The names; null when the option is not given.</summary>
    /// <exception cref="SettingsException">One of the names is not a valid name of an instance.</exception>
    public static IReadOnlyList<string>? In(Arguments arguments, Option option) =>
        arguments.Find(option) is { } text
            ? [.. text.Split(
                [',', ';'],
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(
                    name => name == All ? name : InstanceName.Check(name)).Distinct()]
            : null;
}
