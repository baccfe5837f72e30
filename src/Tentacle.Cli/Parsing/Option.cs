namespace Tentacle.Cli.Parsing;

/// <summary>One option of a command. Names are compared without regard to case.</summary>
internal sealed class Option
{
    private Option(string names, OptionKind kind, string description)
    {
        Names = names.Split('|');
        Kind = kind;
        Description = description;
    }

    /// <summary>The displayed name, followed by its aliases.</summary>
    public IReadOnlyList<string> Names { get; }

    public OptionKind Kind { get; }
    public string Description { get; }
    public string Name => Names[0];

    /// <summary>True when the value must not appear in logs and messages.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>True for an option that exists only for old scripts and that help does not show.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The value when the option is given without one.</summary>
    public string? IfAlone { get; private init; }

    /// <summary>The values that completion offers.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>An option that is present or absent: <c>--x</c>, also <c>--x=true</c> and <c>--x=false</c>.</summary>
    /// <param name="names">The name and its aliases, separated by <c>|</c>.</param>
    public static Option Flag(string names, string description, bool hidden = false) => new(names, OptionKind.Flag, description) { IsHidden = hidden };

    /// <summary>An option with one value. The last given value is used.</summary>
    public static Option Value(string names, string description, bool sensitive = false) =>
        new(names, OptionKind.Value, description) { IsSensitive = sensitive };

    /// <summary>An option with a number as its value, or without a value: <c>--x</c>, <c>--x 5</c>, <c>--x=5</c>.</summary>
    public static Option Optional(string names, string description, string ifAlone) => new(names, OptionKind.Optional, description) { IfAlone = ifAlone };

    /// <summary>An option that may be repeated. All values are used.</summary>
    public static Option Many(string names, string description, bool sensitive = false) => new(names, OptionKind.Many, description) { IsSensitive = sensitive };

    /// <summary>An option with one value out of a fixed set.</summary>
    public static Option Choice(string names, string description, params IReadOnlyList<string> choices) =>
        new(names, OptionKind.Value, description) { Choices = choices };

    /// <summary>The output format: text for people or JSON for programs.</summary>
    public static Option Format() => new("format", OptionKind.Value, "The format of the output (text,json). Defaults to text.") { Choices = ["text", "json"] };

    public bool IsNamed(ReadOnlySpan<char> name)
    {
        foreach (var own in Names)
        {
            if (name.Equals(own, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

internal enum OptionKind
{
    Flag,
    Value,
    Many,
    Optional,
}
