using System.Globalization;
using System.Text;

namespace Tentacle.Platform.Text;

/// <summary>Escapes text from an untrusted peer for logs and display.</summary>
public static class ClaimedText
{
    private const int MaxLength = 200;

    /// <summary>
    /// Returns at most 200 characters. Characters that are not plain printable text become \uXXXX, so that they cannot break lines, colour terminals
    /// or reverse the reading direction.
    /// </summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder();
        foreach (var c in text)
        {
            var piece = IsPlain(c) ? c.ToString() : $"\\u{(int)c:X4}";
            if (result.Length + piece.Length > MaxLength - 1)
            {
                return result.Append('…').ToString();
            }

            result.Append(piece);
        }

        return result.ToString();
    }

    private static bool IsPlain(char c) => c != '\\' && CharUnicodeInfo.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
