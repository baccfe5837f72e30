namespace Tentacle.Services.Windows;

/// <summary>The notation of service accounts on Windows, and the accounts that need no password.</summary>
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

    /// <summary>
    /// The name with its domain. A name without a domain is an account of this machine, which the service control manager accepts only as <c>.\name</c>.
    /// </summary>
    public static string FullName(string name) =>
        OfTheSystem.TryGetValue(name, out var known) ? known
        : name.Contains('\\', StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal) ? name
        : $@".\{name}";

    /// <summary>False for the system's own accounts, for virtual accounts, and for managed accounts (MSA, gMSA), whose names end with a dollar sign.</summary>
    public static bool NeedsPassword(string name) =>
        !OfTheSystem.ContainsKey(name) && !name.StartsWith(@"NT SERVICE\", StringComparison.OrdinalIgnoreCase) && !name.EndsWith('$');

    /// <summary>True when the account must be granted the right to log on as a service.</summary>
    public static bool NeedsRight(string name) => !OfTheSystem.ContainsKey(name) && !name.StartsWith(@"NT SERVICE\", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name in the notation of the system's account directory.</summary>
    public static string DirectoryName(string fullName) =>
        fullName.StartsWith(@".\", StringComparison.Ordinal) ? $@"{Environment.MachineName}\{fullName[2..]}" : fullName;
}
