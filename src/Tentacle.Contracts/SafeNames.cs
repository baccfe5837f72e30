namespace Tentacle.Contracts;

/// <summary>Rules for file names that are safe in every supported file system.</summary>
public static class SafeNames
{
    private static readonly HashSet<string> Devices = new(
        [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
            .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a name that Windows treats as a device, whatever follows the first dot: <c>NUL</c>, <c>com1.txt</c>.</summary>
    public static bool IsWindowsDevice(ReadOnlySpan<char> name)
    {
        var dot = name.IndexOf('.');
        var stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ');
        return Devices.GetAlternateLookup<ReadOnlySpan<char>>().Contains(stem);
    }
}
