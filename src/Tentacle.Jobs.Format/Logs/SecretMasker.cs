using System.Buffers;
using System.Text;

namespace Tentacle.Jobs.Format.Logs;

/// <summary>
/// Replaces sensitive values by <c>********</c> in bytes: each line of 4 or more characters of each value, also in base64 and URL-encoded. It processes one
/// line at a time, so no line waits for the next.
/// </summary>
public sealed class SecretMasker
{
    private const int MinSecretLength = 4;
    private readonly byte[][] _patterns;

    public SecretMasker(IEnumerable<string> values)
    {
        // The longest pattern comes first. Of two that begin at the same position, the longer one is masked.
        _patterns = [.. values.SelectMany(Forms).Where(f => f.Length >= MinSecretLength).Distinct()
            .Select(Encoding.UTF8.GetBytes).OrderByDescending(p => p.Length)];
        LongestPattern = _patterns.Length == 0 ? 0 : _patterns[0].Length;
    }

    private static ReadOnlySpan<byte> Mask => "********"u8;

    /// <summary>Length of the longest pattern in bytes; 0 when there is nothing to mask.</summary>
    public int LongestPattern { get; }

    /// <summary>True when a pattern occurs in the text. This is much faster than masking.</summary>
    public bool Occurs(ReadOnlySpan<byte> text)
    {
        foreach (var pattern in _patterns)
        {
            if (text.IndexOf(pattern) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the text with all occurrences masked; those that overlap or touch become one mask.</summary>
    public void Write(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        var hidden = Find(text);
        var at = 0;
        foreach (var (start, end) in hidden)
        {
            output.Write(text[at..start]);
            output.Write(Mask);
            at = end;
        }

        output.Write(text[at..]);
    }

    /// <summary>
    /// The position at which a piece of the text may end without splitting a secret: <paramref name="wanted"/>, or the end of the secret that spans it.
    /// </summary>
    public int CutAfter(ReadOnlySpan<byte> text, int wanted) =>
        Find(text).FirstOrDefault(h => h.Start < wanted && h.End > wanted) is { End: > 0 } across ? across.End : wanted;

    private static IEnumerable<string> Forms(string value)
    {
        foreach (var line in value.Split('\n').Select(l => l.TrimEnd('\r')).Append(value).Where(l => l.Length >= MinSecretLength))
        {
            var url = Uri.EscapeDataString(line);
            yield return line;
            yield return url;
            yield return LowerHex(url);
            yield return url.Replace("%20", "+", StringComparison.Ordinal);
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(line));
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(line)).TrimEnd('=');
        }
    }

    private static string LowerHex(string url)
    {
        var text = new StringBuilder(url);
        for (var i = 0; i < text.Length - 2; i++)
        {
            if (text[i] == '%')
            {
                (text[i + 1], text[i + 2]) = (char.ToLowerInvariant(text[i + 1]), char.ToLowerInvariant(text[i + 2]));
            }
        }

        return text.ToString();
    }

    private List<(int Start, int End)> Find(ReadOnlySpan<byte> text)
    {
        var found = new List<(int Start, int End)>();
        foreach (var pattern in _patterns)
        {
            for (var from = 0; text[from..].IndexOf(pattern) is var at and >= 0; from += at + 1)
            {
                found.Add((from + at, from + at + pattern.Length));
            }
        }

        found.Sort();
        var merged = new List<(int Start, int End)>();
        foreach (var (start, end) in found)
        {
            if (merged.Count > 0 && start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Math.Max(end, merged[^1].End));
            }
            else
            {
                merged.Add((start, end));
            }
        }

        return merged;
    }
}
