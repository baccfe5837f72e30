using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tentacle.Contracts;

/// <summary>
/// A thumbprint as people copy it: from OpenSSL (<c>SHA1 Fingerprint=AA:BB…</c>), from Windows' dialog with its invisible characters, from a page, in quotes,
/// in full-width digits. What does not count is left out; what is not a digit is named.
/// </summary>
/// <param name="Digits">Its hexadecimal digits, in upper case.</param>
/// <param name="Foreign">The first character that is none, as it was written; null when there is none.</param>
public sealed partial record ThumbprintText(string Digits, string? Foreign)
{
    private const int LongestText = 1024;
    private const int LongestShown = 200;

    // Full-width forms mirror ASCII at this distance.
    private const int FirstFullWidth = 0xFF01;
    private const int LastFullWidth = 0xFF5E;
    private const int FullWidthOffset = 0xFEE0;

    private static readonly HashSet<int> OtherInvisible = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0];

    public static ThumbprintText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestText)
        {
            return new ThumbprintText("", null) { IsTooLong = true };
        }

        var visible = Visible(text);
        var digits = new StringBuilder();
        string? foreign = null;
        foreach (var rune in visible[Label().Match(visible).Length..].EnumerateRunes())
        {
            if (rune.IsAscii && char.IsAsciiHexDigit((char)rune.Value))
            {
                digits.Append(char.ToUpperInvariant((char)rune.Value));
            }
            else if (!IsSeparator(rune))
            {
                foreign ??= rune.ToString();
            }
        }

        return new ThumbprintText(digits.ToString(), foreign);
    }

    /// <summary>True when the text is far longer than a thumbprint and its label, and was not read.</summary>
    public bool IsTooLong { get; private init; }

    /// <summary>What keeps it from being a thumbprint, as the end of a sentence.</summary>
    public string Fault =>
        IsTooLong ? $"it has more than {LongestText} characters"
        : Foreign is null ? $"it has {Digits.Length} hexadecimal digits"
        : $"'{Shown(Foreign)}' is not a hexadecimal digit";

    /// <summary>The text with everything that cannot be seen, or looks like something else, written as <c>\uXXXX</c>; cut at 200 characters.</summary>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, LongestShown)))
        {
            shown.Append(c is >= ' ' and <= '~' ? c : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"));
        }

        return text.Length > LongestShown ? $"{shown}… ({text.Length} characters)" : shown.ToString();
    }

    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= FirstFullWidth and <= LastFullWidth)
            {
                visible.Append((char)(rune.Value - FullWidthOffset));
            }
            else if (!IsInvisible(rune))
            {
                visible.Append(Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
            }
        }

        return visible.ToString();
    }

    // White space is told apart from the rest: it separates the words of a label. Variation selectors change how the character before them looks.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format || (Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune))
        || OtherInvisible.Contains(rune.Value) || rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0x180B and <= 0x180F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsSeparator(Rune rune) =>
        Rune.IsWhiteSpace(rune) || rune.Value is ':' or '-' or '\'' or '"' or '`' or '\u2212'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
        || rune.Value is 0x201A or 0x201E;

    // "SHA1 Fingerprint=", "sha256 Fingerprint=", "SHA-256:", "Thumbprint :", "Cert Hash(sha1):", "Certificate fingerprint (SHA-256):", "SHA-256 hash:".
    [GeneratedRegex(
        """^[\s"'`\p{Pi}\p{Pf}]*(?=[a-z])(?:sha[-_ ]?(?:1|256)\b\s*)?(?:(?:cert|certificate)\s+)?(?:fingerprint|thumbprint|hash)?\s*(?:\(?sha[-_ ]?(?:1|256)\)?)?\s*[=:]""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
