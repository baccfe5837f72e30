using System.Buffers.Text;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tentacle.Core.Files.Access;

namespace Tentacle.Agent.Http.Requests;

/// <summary>The types of RFC 9651 that transfers use: a boolean, an integer, a dictionary.</summary>
internal static class StructuredFields
{
    public const string True = "?1";
    public const string False = "?0";

    // The largest integer of RFC 9651.
    private const long MaxSize = 999_999_999_999_999;

    /// <summary>The value of the header. Null when the header is missing.</summary>
    public static bool? Boolean(IHeaderDictionary headers, string name) => headers[name].ToString().Trim() switch
    {
        "" => null,
        True => true,
        False => false,
        var other => throw Invalid(name, other, "?0 or ?1"),
    };

    /// <summary>The value of the header. Null when the header is missing.</summary>
    public static long? Integer(IHeaderDictionary headers, string name) => headers[name].ToString().Trim() switch
    {
        "" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MaxSize => value,
        var other => throw Invalid(name, other, "a whole number of bytes"),
    };

    /// <summary>The members of a dictionary whose values are bytes or numbers, unparsed.</summary>
    public static IEnumerable<(string Key, string Value)> Members(StringValues header)
    {
        foreach (var member in header.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = member.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (member, "") : (member[..equals], member[(equals + 1)..].Split(';')[0]);
        }
    }

    /// <summary>The bytes of a value in base64 between colons. Null when the value has another form.</summary>
    public static byte[]? Bytes(string value)
    {
        if (value.Length < 2 || value[0] != ':' || value[^1] != ':' || !Base64.IsValid(value.AsSpan(1, value.Length - 2)))
        {
            return null;
        }

        return Convert.FromBase64String(value[1..^1]);
    }

    public static FileRefusedException Invalid(string header, string value, string expected) =>
        new(FileRefusal.InvalidRequest, $"The header {header} is '{value}'. Send {expected}.");
}
