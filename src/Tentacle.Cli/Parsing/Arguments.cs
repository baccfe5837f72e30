using System.Globalization;

namespace Tentacle.Cli.Parsing;

/// <summary>The parsed arguments of one command.</summary>
internal sealed class Arguments(IReadOnlyDictionary<Option, List<string>> values, IReadOnlyList<string> positionals, IReadOnlyList<string> masked)
{
    /// <summary>The arguments that are not options, in order.</summary>
    public IReadOnlyList<string> Positionals => positionals;

    /// <summary>All arguments as given, with sensitive values masked for logs.</summary>
    public IReadOnlyList<string> Masked => masked;

    public bool Has(Option option) => values.TryGetValue(option, out var given) && (option.Kind != OptionKind.Flag || given[^1] == Parser.True);

    /// <summary>The last given value; null when there is none or it is blank.</summary>
    public string? Find(Option option) => values.TryGetValue(option, out var given) && !string.IsNullOrWhiteSpace(given[^1]) ? given[^1] : null;

    public IReadOnlyList<string> All(Option option) => values.TryGetValue(option, out var given) ? given : [];

    /// <exception cref="UserErrorException">The option is not given.</exception>
    public string Get(Option option) => Find(option) ?? throw new UserErrorException($"Please specify a value for --{option.Name}.");

    /// <exception cref="UserErrorException">The value is neither true nor false.</exception>
    public bool? FindBoolean(Option option) => Find(option) switch
    {
        null => null,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new UserErrorException($"'{text}' is not a valid value for --{option.Name}. Use true or false."),
    };

    /// <exception cref="UserErrorException">The value is not a whole number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public int? FindNumber(Option option, int least, int most) => Find(option) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most => value,
        var text => throw new UserErrorException($"'{text}' is not a valid value for --{option.Name}. Use a whole number from {least} to {most}."),
    };

    /// <exception cref="UserErrorException">The value is not a duration.</exception>
    public TimeSpan? FindDuration(Option option) => Find(option) switch
    {
        null => null,
        [.. var digits, var unit] when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MaxUnits
            && LengthOf(unit) is { } length => length * count,
        var text => throw new UserErrorException($"'{text}' is not a valid value for --{option.Name}. Use a whole number with s, m, h or d, for example 7d."),
    };

    /// <exception cref="UserErrorException">The value is neither text nor json.</exception>
    public bool WantsJson(Option format) => IsJson(Find(format));

    internal static bool IsJson(string? format) => (format ?? "text").ToUpperInvariant() switch
    {
        "JSON" => true,
        "TEXT" => false,
        _ => throw new UserErrorException($"The format '{format}' is not supported. Try text or json."),
    };

    private const int MaxUnits = 100_000;

    private static TimeSpan? LengthOf(char unit) => char.ToLowerInvariant(unit) switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
