using System.Diagnostics.CodeAnalysis;

namespace Tentacle.Contracts;

/// <summary>
/// The name of a file in a request: a relative path that stays below the working directory. On every platform, both <c>/</c> and <c>\</c> are separators, so a
/// name means the same file wherever the job runs.
/// </summary>
public static class WorkspacePath
{
    public const string Rule =
        "A file name is a relative path below the working directory: no empty part, no '.' or '..', no drive, no characters that Windows refuses, no device "
        + "name, at most 255 bytes a part and 2,048 in all.";

    private const int MaxPartBytes = 255;

    // With the directory of the workspace, the path stays below the limit of 4,096 bytes on Linux.
    private const int MaxBytes = 2048;
    private static readonly char[] Separators = ['/', '\\'];
    private static readonly System.Buffers.SearchValues<char> Refused = System.Buffers.SearchValues.Create("<>:\"|?*");

    /// <summary>Normalises a name to <c>/</c> as separator.</summary>
    public static bool TryNormalize(string name, [NotNullWhen(true)] out string? normalized)
    {
        normalized = null;
        var parts = name.Split(Separators);
        if (System.Text.Encoding.UTF8.GetByteCount(name) > MaxBytes || !parts.All(IsPart))
        {
            return false;
        }

        normalized = string.Join('/', parts);
        return true;
    }

    private static bool IsPart(string part) =>
        part.Length > 0
        && part is not ("." or "..")
        && part[^1] is not ('.' or ' ')
        && !part.AsSpan().ContainsAny(Refused)
        && !part.Any(char.IsControl)
        && System.Text.Encoding.UTF8.GetByteCount(part) <= MaxPartBytes
        && !SafeNames.IsWindowsDevice(part);
}
