using System.Globalization;
using System.Text;

namespace Tentacle.Contracts;

/// <summary>Makes text from another party safe for one line of a log, a console or a message.</summary>
public static class VisibleText
{
    /// <summary>
    /// Replaces characters that could break a line, control a terminal, change the reading direction or be invisible (control and format characters, line and
    /// paragraph separators, halves of surrogate pairs) by <c>\uXXXX</c>, or <c>\UXXXXXXXX</c> above U+FFFF. All other text stays unchanged.
    /// </summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FindHidden(text, 0) is var first and >= 0 ? EscapeFrom(text, first) : text;
    }

    private static string EscapeFrom(string text, int hidden)
    {
        var result = new StringBuilder(text.Length + 16);
        var written = 0;
        while (hidden >= 0)
        {
            result.Append(text, written, hidden - written);
            var isRune = Rune.TryGetRuneAt(text, hidden, out var rune);
            result.Append(
                isRune && !rune.IsBmp ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"\\U{rune.Value:X8}") : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)text[hidden]:X4}"));
            written = hidden + (isRune ? rune.Utf16SequenceLength : 1);
            hidden = FindHidden(text, written);
        }

        return result.Append(text, written, text.Length - written).ToString();
    }

    private static int FindHidden(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and <= '~')
            {
                continue;
            }

            if (!Rune.TryGetRuneAt(text, i, out var rune) || IsHidden(Rune.GetUnicodeCategory(rune)))
            {
                return i;
            }

            i += rune.Utf16SequenceLength - 1;
        }

        return -1;
    }

    private static bool IsHidden(UnicodeCategory category) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
