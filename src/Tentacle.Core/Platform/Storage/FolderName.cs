using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tentacle.Contracts;

namespace Tentacle.Core.Platform.Storage;

/// <summary>
/// The folder for something that people have named: a version such as <c>1.0.0+build.5</c>, an environment such as <c>Prod (EU)</c>. Two names never have
/// the same folder, also where case does not count. A name that is plain by the rule of tickets is its own folder.
/// </summary>
public static class FolderName
{
    /// <summary>What a name may be, for error messages.</summary>
    public const string Rule =
        "Use 1 to 200 characters, none of them a control character, no space at its start or end, and neither '.' nor '..' alone or between slashes.";

    private const int LongestName = 200;
    private const int LongestFolder = 128;
    private const int KeptOfLong = 80;
    private const int HashDigits = 32;
    private const int LettersPerDigit = 4;

    public static bool IsUsable(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= LongestName
            && !name.Any(char.IsControl)
            && !char.IsWhiteSpace(name[0]) && !char.IsWhiteSpace(name[^1])
            && !name.EnumerateRunes().Contains(Rune.ReplacementChar)
            && !name.Split('/', '\\').Any(part => part is "." or "..");
    }

    /// <summary>
    /// As a URL would write it, <c>1.0.0%2Bbuild.5</c>. Where letters are upper case, which ones are is said at the end, four letters a digit:
    /// <c>Prod%20%28EU%29%_8C</c>. One that would be too long ends with a part of its SHA-256 instead.
    /// </summary>
    /// <param name="name">Usable.</param>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (JobTicket.TryParse(name, null, out _))
        {
            return name;
        }

        var folder = Escape(name, escapeFirst: SafeNames.IsWindowsDevice(name)) + UpperCase(name);
        return folder.Length <= LongestFolder
            ? folder
            : $"{folder[..KeptOfLong]}%~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits]}";
    }

    private static string Escape(string name, bool escapeFirst)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var folder = new StringBuilder();
        for (var i = 0; i < bytes.Length; i++)
        {
            var c = (char)bytes[i];
            var isPlain = char.IsAsciiLetterOrDigit(c) || c is '_' or '-' || (c == '.' && i > 0 && i < bytes.Length - 1);
            folder.Append(isPlain && !(escapeFirst && i == 0) ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"%{bytes[i]:X2}"));
        }

        return folder.ToString();
    }

    // No file system that ignores case can then take the folders of two names for one.
    private static string UpperCase(string name)
    {
        var digits = string.Concat(name.Where(char.IsAsciiLetter)
            .Select((letter, index) => (Group: index / LettersPerDigit, Bit: char.IsAsciiLetterUpper(letter) ? 0b1000 >> (index % LettersPerDigit) : 0))
            .GroupBy(letter => letter.Group, letter => letter.Bit)
            .Select(group => group.Sum().ToString("X", CultureInfo.InvariantCulture)))
            .TrimEnd('0');
        return digits.Length == 0 ? "" : "%_" + digits;
    }
}
