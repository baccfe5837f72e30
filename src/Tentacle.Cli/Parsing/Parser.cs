namespace Tentacle.Cli.Parsing;

/// <summary>
/// Parses arguments by the original's rules: <c>-x</c>, <c>--x</c> and <c>/x</c>, a value after <c>=</c>, <c>:</c> or as the next argument, names in any case.
/// The reason for a custom parser is in docs/adr/0006-own-command-line-parser.md.
/// </summary>
internal static class Parser
{
    internal const string True = "true";
    private const string False = "false";
    internal const string Mask = "********";

    /// <param name="takesPositionals">False when an argument that is not an option is an error.</param>
    /// <exception cref="UserErrorException">The arguments do not fit the options.</exception>
    public static Arguments Parse(IReadOnlyList<string> arguments, IReadOnlyList<Option> options, bool takesPositionals)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var values = new Dictionary<Option, List<string>>();
        var positionals = new List<string>();
        var masked = new List<string>();
        var unknown = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--" && takesPositionals)
            {
                positionals.AddRange(arguments.Skip(i + 1));
                masked.AddRange(arguments.Skip(i));
                break;
            }

            if (Recognise(argument, options) is not var (option, inline))
            {
                (takesPositionals && !LooksLikeOption(argument) ? positionals : unknown).Add(argument);
                masked.Add(argument);
                continue;
            }

            var value = option.Kind switch
            {
                OptionKind.Flag => FlagOf(option, inline),
                OptionKind.Optional when inline is null
                    && !(i + 1 < arguments.Count && arguments[i + 1] is [_, ..] next && next.All(char.IsAsciiDigit)) => option.IfAlone!,
                _ => inline ?? NextOf(arguments, ref i, option, options),
            };
            Record(values, option, value);
            masked.Add(option.Kind == OptionKind.Flag ? argument : $"--{option.Name}={(option.IsSensitive ? Mask : value)}");
        }

        return unknown.Count == 0 ? new Arguments(values, positionals, masked) : throw UnknownArguments.Refuse(unknown, options);
    }

    /// <summary>True when the arguments contain the flag, whatever other errors they have.</summary>
    public static bool AsksFor(Option flag, IReadOnlyList<string> arguments, IReadOnlyList<Option> options) =>
        arguments.TakeWhile(argument => argument != "--").Any(argument => Recognise(argument, options)?.Option == flag);

    /// <summary>The value of one option, whatever other errors the arguments have; null when there is none.</summary>
    public static string? FindIn(Option wanted, IReadOnlyList<string> arguments, IReadOnlyList<Option> options)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (Recognise(arguments[i], options) is var (option, inline) && option == wanted)
            {
                return inline ?? (i + 1 < arguments.Count && Recognise(arguments[i + 1], options) is null ? arguments[i + 1] : null);
            }
        }

        return null;
    }

    // "-" alone means standard input, and negative numbers are values.
    private static bool LooksLikeOption(string argument) => argument.Length > 1 && argument[0] == '-' && !char.IsAsciiDigit(argument[1]);

    // A slash begins an option only when exactly the name of an option follows, because on Unix every absolute path begins with a slash.
    private static (Option Option, string? Inline)? Recognise(string argument, IReadOnlyList<Option> options)
    {
        var prefix = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument is ['-' or '/', ..] ? 1 : 0;
        if (prefix == 0)
        {
            return null;
        }

        var end = argument.AsSpan(prefix).IndexOfAny('=', ':');
        var name = end < 0 ? argument.AsSpan(prefix) : argument.AsSpan(prefix, end);
        foreach (var option in options)
        {
            if (option.IsNamed(name))
            {
                return (option, end < 0 ? null : argument[(prefix + end + 1)..]);
            }
        }

        return null;
    }

    private static string FlagOf(Option option, string? inline) =>
        inline is null ? True
        : bool.TryParse(inline, out var value) ? (value ? True : False)
        : throw new UserErrorException($"The option --{option.Name} takes no value, but '{inline}' is given. Leave the value out.");

    // The name of an option is not accepted as a value, so that a missing value does not consume the next option. "--x=--y" overrides this.
    private static string NextOf(IReadOnlyList<string> arguments, ref int index, Option option, IReadOnlyList<Option> options)
    {
        if (index + 1 == arguments.Count || (arguments[index + 1] is ['-', ..] && Recognise(arguments[index + 1], options) is not null))
        {
            throw new UserErrorException($"Missing required value for option '--{option.Name}'.");
        }

        return arguments[++index];
    }

    private static void Record(Dictionary<Option, List<string>> values, Option option, string value)
    {
        if (values.TryGetValue(option, out var given))
        {
            given.Add(value);
        }
        else
        {
            values[option] = [value];
        }
    }
}
