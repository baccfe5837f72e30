using Tentacle.Contracts;

namespace Tentacle.Manager.Model.Forms;

/// <summary>Explains why a typed thumbprint is not valid.</summary>
public static class ThumbprintHint
{
    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;

    public static string Wrong(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var read = ThumbprintText.Read(typed);
        if (read.Foreign is { } other)
        {
            return $"“{ThumbprintText.Shown(other)}” is not a hexadecimal digit. A thumbprint has the digits 0–9 and A–F only.";
        }

        var count = read.IsTooLong ? typed.Length : read.Digits.Length;
        return count switch
        {
            < Sha1Digits => $"{count} of {Sha1Digits} digits so far.",
            > Sha1Digits and < Sha256Digits => $"{count} digits: {count - Sha1Digits} more than SHA-1 has, {Sha256Digits - count} fewer than SHA-256.",
            _ => $"{count} digits: {count - Sha256Digits} too many.",
        };
    }
}
