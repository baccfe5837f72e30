using Tentacle.Contracts;

namespace Tentacle.Cli.Parsing;

/// <summary>The error for unknown arguments: the original's text, then the option that may have been meant.</summary>
internal static class UnknownArguments
{
    public static UserErrorException Refuse(IReadOnlyList<string> unknown, IReadOnlyList<Option> options)
    {
        var shown = new List<string>();
        Option? meant = null;
        var hidesNext = false;
        foreach (var argument in unknown)
        {
            var near = Near(argument, options);
            meant ??= near;

            // A password is masked even when the name of its option is mistyped.
            var end = argument.IndexOfAny(['=', ':']);
            shown.Add(
                hidesNext && argument is not ['-', ..] ? Parser.Mask
                : near is { IsSensitive: true } && end > 0 ? argument[..(end + 1)] + Parser.Mask
                : argument);
            hidesNext = near is { IsSensitive: true } && end < 0;
        }

        return new UserErrorException(
            $"Unrecognized command line arguments: {string.Join(" ", shown)}{(meant is null ? "" : $". Did you mean --{meant.Name}?")}");
    }

    private static Option? Near(string argument, IReadOnlyList<Option> options)
    {
        if (argument is not ['-', _, ..])
        {
            return null;
        }

        var name = argument.TrimStart('-');
        var end = name.IndexOfAny(['=', ':']);
        var names = options.Where(option => !option.IsHidden).SelectMany(option => option.Names).Where(own => own.Length > 1);
        return NearestName.Find(end < 0 ? name : name[..end], names) is { } near ? options.First(option => option.IsNamed(near)) : null;
    }
}
