namespace Tentacle.Core.Services.Windows;

/// <summary>How Windows wants the account of a service written, and which accounts come without a password.</summary>
internal static class WindowsAccount
{
    public const string LocalSystem = "LocalSystem";

    private static readonly Dictionary<string, string> OfTheSystem = new(StringComparer.OrdinalIgnoreCase)
    {
        ["LocalSystem"] = LocalSystem,
        ["System"] = LocalSystem,
        [@"NT AUTHORITY\SYSTEM"] = LocalSystem,
        ["LocalService"] = @"NT AUTHORITY\LocalService",
        [@"NT AUTHORITY\LocalService"] = @"NT AUTHORITY\LocalService",
        ["NetworkService"] = @"NT AUTHORITY\NetworkService",
        [@"NT AUTHORITY\NetworkService"] = @"NT AUTHORITY\NetworkService",
    };

    /// <summary>With its domain: a bare name is one of this machine's accounts, which the service control manager takes as <c>.\name</c> only.</summary>
    public static string FullName(string name) =>
        OfTheSystem.TryGetValue(name, out var known) ? known
        : name.Contains('\\', StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal) ? name
        : $@".\{name}";

    /// <summary>False for the system's own, for virtual accounts, and for managed accounts (MSA, gMSA), whose names end with a dollar.</summary>
    public static bool NeedsPassword(string name) =>
        !OfTheSystem.ContainsKey(name) && !name.StartsWith(@"NT SERVICE\", StringComparison.OrdinalIgnoreCase) && !name.EndsWith('$');

    /// <summary>True when the right to log on as a service has to be granted.</summary>
    public static bool NeedsRight(string name) => !OfTheSystem.ContainsKey(name) && !name.StartsWith(@"NT SERVICE\", StringComparison.OrdinalIgnoreCase);

    /// <summary>As the system's directory of accounts knows it.</summary>
    public static string DirectoryName(string fullName) => fullName.StartsWith(@".\", StringComparison.Ordinal) ? $@"{Environment.MachineName}\{fullName[2..]}" : fullName;
}
