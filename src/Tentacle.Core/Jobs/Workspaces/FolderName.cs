using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Workspaces;

/// <summary>
/// Maps names that users choose, such as the version <c>1.0.0+build.5</c> or the environment <c>Prod (EU)</c>, to folder names. Two names never map to the same
/// folder, even on a file system that ignores case. A name that satisfies the rule of job tickets maps to itself.
/// </summary>
public static class FolderName
{
    /// <summary>The rule for names, for error messages.</summary>
    public const string Rule =
        "Use 1 to 200 characters, none of them a control character, no space at its start or end, and neither '.' nor '..' alone or between slashes.";

    private const int MaxNameLength = 200;
    private const int MaxFolderLength = 128;
    private const int KeptOfLong = 80;
    private const int HashDigits = 32;
    private const int LettersPerDigit = 4;

    public static bool IsUsable(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxNameLength
            && !name.Any(char.IsControl)
            && !char.IsWhiteSpace(name[0]) && !char.IsWhiteSpace(name[^1])
            && !name.EnumerateRunes().Contains(Rune.ReplacementChar)
            && !name.Split('/', '\\').Any(part => part is "." or "..");
    }

    /// <summary>
    /// The folder name: the name with URL escapes, such as <c>1.0.0%2Bbuild.5</c>. If the name has upper-case letters, a suffix records their positions, one
    /// hexadecimal digit for four letters: <c>Prod%20%28EU%29%_8C</c>. A folder name that would be too long is cut and ends with a part of the name's SHA-256.
    /// </summary>
    /// <param name="name">A name that <see cref="IsUsable"/> accepts.</param>
    public static string From(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (JobTicket.TryParse(name, null, out _))
        {
            return name;
        }

        var folder = Escape(name, escapeFirst: SafeNames.IsWindowsDevice(name)) + UpperCase(name);
        return folder.Length <= MaxFolderLength
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

    // With this suffix, a file system that ignores case cannot confuse the folders of two names.
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
