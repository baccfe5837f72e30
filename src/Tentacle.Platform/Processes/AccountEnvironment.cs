using System.Globalization;
using System.Runtime.InteropServices;

namespace Tentacle.Platform.Processes;

/// <summary>The environment variables that a login sets for an account (environ(7)), for programs of a service that was started without them.</summary>
public static partial class AccountEnvironment
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const string UsualShell = "/bin/sh";
    private const int OutOfRange = 34;
    private const int MaxRecordSize = 1 << 20;

    /// <summary>HOME, USER, LOGNAME, SHELL and PATH of the account of this process. Empty on Windows.</summary>
    /// <param name="homeOfUnknown">The home directory to use when the system has no record of the account, as in a container with an arbitrary user id.</param>
    public static IReadOnlyDictionary<string, string> Create(string homeOfUnknown) =>
        OperatingSystem.IsWindows() ? new Dictionary<string, string>() : Create(EffectiveUser, homeOfUnknown);

    internal static IReadOnlyDictionary<string, string> Create(uint user, string homeOfUnknown)
    {
        var (name, home, shell) = Find(user) ?? (user.ToString(CultureInfo.InvariantCulture), "", "");
        return new Dictionary<string, string>
        {
            ["HOME"] = home.Length > 0 ? home : homeOfUnknown,
            ["USER"] = name,
            ["LOGNAME"] = name,
            ["SHELL"] = shell.Length > 0 ? shell : UsualShell,
            ["PATH"] = UsualPath,
        };
    }

    /// <summary>The number of the account that this process runs as; 0 on Windows.</summary>
    public static uint EffectiveUser { get; } = OperatingSystem.IsWindows() ? 0 : geteuid();

    /// <summary>The name of an account, or its number if the system has no record of it.</summary>
    public static string NameOf(uint user) => (OperatingSystem.IsWindows() ? null : Find(user)?.Name) ?? user.ToString(CultureInfo.InvariantCulture);

    private static unsafe (string Name, string Home, string Shell)? Find(uint user)
    {
        for (var size = 4096; size <= MaxRecordSize; size *= 4)
        {
            var buffer = new byte[size];
            fixed (byte* text = buffer)
            {
                Record record;
                Record* found;
                var code = getpwuid_r(user, &record, text, (nuint)size, &found);
                if (code != OutOfRange)
                {
                    return code != 0 || found is null ? null : (Text(record.Name), Text(record.Home), Text(record.Shell));
                }
            }
        }

        return null;
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static unsafe partial int getpwuid_r(uint user, Record* record, byte* buffer, nuint size, Record** found);

    // struct passwd of glibc and musl on 64 bits. macOS has two more members before the home directory.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Record
    {
        [FieldOffset(0)]
        public nint Name;

        [FieldOffset(32)]
        private readonly nint _home;

        [FieldOffset(40)]
        private readonly nint _shell;

        [FieldOffset(48)]
        private readonly nint _homeOnMac;

        [FieldOffset(56)]
        private readonly nint _shellOnMac;

        public readonly nint Home => OperatingSystem.IsMacOS() ? _homeOnMac : _home;

        public readonly nint Shell => OperatingSystem.IsMacOS() ? _shellOnMac : _shell;
    }
}
