using System.Buffers;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances;

/// <summary>The rule for instance names.</summary>
public static class InstanceName
{
    /// <summary>The name of the instance that is used when no instance is named.</summary>
    public const string Default = "Tentacle";

    /// <summary>The rule in one sentence, for error messages.</summary>
    public const string Rule =
        "An instance name has 1 to 100 characters, does not begin or end with a dot or a space, has none of / \\ : "
        + "* ? \" < > | and no control character, and is not a Windows device name.";

    private const int MaxLength = 100;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\:*?\"<>|");

    // The name becomes a file name in the index and in the keys' folder, on every platform.
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxLength
            && name[0] is not ('.' or ' ')
            && name[^1] is not ('.' or ' ')
            && name.AsSpan().IndexOfAny(Forbidden) < 0
            && !name.Any(char.IsControl)
            && !SafeNames.IsWindowsDevice(name);
    }

    /// <exception cref="SettingsException">The name breaks the <see cref="Rule"/>.</exception>
    public static string Check(string name) =>
        IsValid(name) ? name : throw new SettingsException($"'{name}' cannot be the name of an instance. {Rule}");

    /// <summary>The original's spelling of the name in files: lower case, spaces become dashes.</summary>
    public static string FileNameOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant().Replace(' ', '-');
    }
}
