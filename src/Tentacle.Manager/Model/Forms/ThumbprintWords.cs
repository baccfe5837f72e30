namespace Tentacle.Manager.Model.Forms;

/// <summary>What is wrong with a thumbprint that somebody types, in words that help.</summary>
public static class ThumbprintWords
{
    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;

    public static string Wrong(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var digits = typed.Where(c => !char.IsWhiteSpace(c) && c != ':').ToList();
        if (digits.Find(c => !char.IsAsciiHexDigit(c)) is var other and not '\0')
        {
            return $"“{other}” is no hexadecimal digit. A thumbprint has the digits 0–9 and A–F only.";
        }

        return digits.Count switch
        {
            < Sha1Digits => $"{digits.Count} of {Sha1Digits} digits so far.",
            > Sha1Digits and < Sha256Digits => $"{digits.Count} digits: {digits.Count - Sha1Digits} more than SHA-1 has, {Sha256Digits - digits.Count} fewer than SHA-256.",
            _ => $"{digits.Count} digits: {digits.Count - Sha256Digits} too many.",
        };
    }
}
