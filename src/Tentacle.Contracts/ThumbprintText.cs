using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tentacle.Contracts;

/// <summary>
/// A thumbprint in the forms that people copy: from OpenSSL (<c>SHA1 Fingerprint=AA:BB…</c>), from the Windows dialog with its invisible characters, from a
/// page, in quotes, in full-width digits. Insignificant characters are removed; the first invalid one is reported.
/// </summary>
/// <param name="Digits">The hexadecimal digits, in upper case.</param>
/// <param name="Foreign">The first character that is not a hexadecimal digit, as it was written; null when there is none.</param>
public sealed partial record ThumbprintText(string Digits, string? Foreign)
{
    private const int MaxTextLength = 1024;
    private const int MaxShownLength = 200;

    // Full-width forms are ASCII characters shifted by this offset.
    private const int FirstFullWidth = 0xFF01;
    private const int LastFullWidth = 0xFF5E;
    private const int FullWidthOffset = 0xFEE0;

    private static readonly HashSet<int> OtherInvisible = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0];

    public static ThumbprintText Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxTextLength)
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

    /// <summary>True when the text is much longer than a thumbprint with a label, and was not parsed.</summary>
    public bool IsTooLong { get; private init; }

    /// <summary>The reason why the text is not a thumbprint, as the end of a sentence.</summary>
    public string Fault =>
        IsTooLong ? $"it has more than {MaxTextLength} characters"
        : Foreign is null ? $"it has {Digits.Length} hexadecimal digits"
        : $"'{Shown(Foreign)}' is not a hexadecimal digit";

    /// <summary>The text with every invisible or ambiguous character written as <c>\uXXXX</c>, truncated to 200 characters.</summary>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxShownLength)))
        {
            shown.Append(c is >= ' ' and <= '~' ? c : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"));
        }

        return text.Length > MaxShownLength ? $"{shown}… ({text.Length} characters)" : shown.ToString();
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

    // White space is visible here, because it separates the words of a label. Variation selectors are invisible, because they change only the look of the
    // previous character.
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
