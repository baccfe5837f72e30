using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Tentacle.Contracts;

/// <summary>
/// The id of an agent at the servers that it polls, for example <c>poll://k2v5m8q3x7b4n6c9d2f3/</c>. An agent uses one id for all of its servers.
/// </summary>
public readonly record struct SubscriptionId : IParsable<SubscriptionId>
{
    /// <summary>The rule in one sentence, for error messages.</summary>
    public const string Rule = "A subscription is written poll://NAME/, where NAME is 1 to 64 letters, digits and hyphens.";

    private const string Scheme = "poll://";
    private const int RandomLength = 20;
    private const int MaxNameLength = 64;

    // Excludes characters that people mistake for each other.
    private const string Alphabet = "abcdefghjklmnpqrstuvwxyz23456789";

    private readonly string? _value;

    private SubscriptionId(string value) => _value = value;

    /// <summary>The id in lower case, with a slash at the end.</summary>
    public string Value => _value ?? "";

    /// <summary>Creates a unique id from 100 random bits.</summary>
    public static SubscriptionId Create() => new(Scheme + RandomNumberGenerator.GetString(Alphabet, RandomLength) + "/");

    /// <exception cref="FormatException">The text is not a subscription; the message repeats <see cref="Rule"/>.</exception>
    public static SubscriptionId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a subscription. {Rule}");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SubscriptionId result)
    {
        result = default;
        if (s is null || !s.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var name = s.AsSpan(Scheme.Length);
        if (name is [.. var start, '/'])
        {
            name = start;
        }

        if (name.Length is 0 or > MaxNameLength)
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        result = new SubscriptionId($"{Scheme}{name.ToString().ToLowerInvariant()}/");
        return true;
    }

    public override string ToString() => Value;
}
