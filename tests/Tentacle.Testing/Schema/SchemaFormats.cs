using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tentacle.Testing.Schema;

/// <summary>The formats that are checked.</summary>
internal static partial class SchemaFormats
{
    public static bool Knows(string format) => format is "date-time" or "int32" or "int64" or "double" or "byte" or "binary" or "uri" or "uri-reference";

    /// <summary>Null when the value fits, else why not. A format says nothing of values of another type.</summary>
    public static string? Check(string format, JsonElement value)
    {
        var fits = (format, value.ValueKind) switch
        {
            ("date-time", JsonValueKind.String) => IsTime(value.GetString()!),
            ("byte", JsonValueKind.String) => value.TryGetBytesFromBase64(out _),
            ("uri", JsonValueKind.String) => Scheme().IsMatch(value.GetString()!) && Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
            ("uri-reference", JsonValueKind.String) => Uri.TryCreate(value.GetString(), UriKind.RelativeOrAbsolute, out _),
            ("int32", JsonValueKind.Number) => value.TryGetDecimal(out var n) && n is >= int.MinValue and <= int.MaxValue,
            ("int64", JsonValueKind.Number) => value.TryGetDecimal(out var n) && n is >= long.MinValue and <= long.MaxValue,
            _ => true,
        };
        return fits ? null : $"{value.GetRawText()} is not of the format {format}.";
    }

    private static bool IsTime(string text) =>
        Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // On Unix a plain path counts as an absolute URI.
    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})\z")]
    private static partial Regex Rfc3339();
}
