namespace Tentacle.Cli.Parsing;

/// <summary>One option of a command. Names are found without regard to case.</summary>
public sealed class Option
{
    private Option(string names, OptionKind kind, string description)
    {
        Names = names.Split('|');
        Kind = kind;
        Description = description;
    }

    /// <summary>The name that is shown, then its aliases.</summary>
    public IReadOnlyList<string> Names { get; }

    public OptionKind Kind { get; }
    public string Description { get; }
    public string Name => Names[0];

    /// <summary>True for values that no log and no message may show.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>True for what old scripts may give and nobody need know.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The value of an option that stands without one.</summary>
    public string? IfAlone { get; private init; }

    /// <summary>What completion offers as its value.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>There or not: <c>--x</c>, also <c>--x=true</c> and <c>--x=false</c>.</summary>
    /// <param name="names">Separated by <c>|</c>.</param>
    public static Option Flag(string names, string description, bool hidden = false) => new(names, OptionKind.Flag, description) { IsHidden = hidden };

    /// <summary>Has one value; the last one counts.</summary>
    public static Option Value(string names, string description, bool sensitive = false) => new(names, OptionKind.Value, description) { IsSensitive = sensitive };

    /// <summary>Has a number as its value, or none: <c>--x</c>, <c>--x 5</c>, <c>--x=5</c>.</summary>
    public static Option Optional(string names, string description, string ifAlone) => new(names, OptionKind.Optional, description) { IfAlone = ifAlone };

    /// <summary>May stand more than once; every value counts.</summary>
    public static Option Many(string names, string description, bool sensitive = false) => new(names, OptionKind.Many, description) { IsSensitive = sensitive };

    /// <summary>Has one value, one of a few.</summary>
    public static Option Choice(string names, string description, params IReadOnlyList<string> choices) => new(names, OptionKind.Value, description) { Choices = choices };

    /// <summary>Text for people or JSON for programs.</summary>
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

public enum OptionKind
{
    Flag,
    Value,
    Many,
    Optional,
}
