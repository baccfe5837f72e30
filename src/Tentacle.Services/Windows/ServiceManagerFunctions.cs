using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Services.Windows;

/// <summary>A handle of the service control manager or of a service.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class ServiceManagerHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => CloseServiceHandle(handle);

    [LibraryImport("advapi32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseServiceHandle(nint handle);
}

/// <summary>The native functions of the service control manager, without any error handling.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class ServiceManagerFunctions
{
    public const uint Connect = 0x1;
    public const uint CreateService = 0x2;
    public const uint AllOfService = 0xF01FF;
    public const uint QueryConfiguration = 0x1;
    public const uint QueryStatus = 0x4;
    public const uint Start = 0x10;
    public const uint Stop = 0x20;
    public const uint Delete = 0x10000;
    public const uint OwnProcess = 0x10;
    public const uint AutoStart = 2;
    public const uint Disabled = 4;
    public const uint NormalError = 1;
    public const uint ControlStop = 1;
    public const uint NoChange = 0xFFFFFFFF;

    /// <summary>The kinds of settings for <see cref="ChangeServiceConfig2W"/>.</summary>
    public const uint DescriptionSetting = 1;
    public const uint FailureActionsSetting = 2;
    public const uint DelayedStartSetting = 3;
    public const uint FailureActionsFlagSetting = 4;

    [LibraryImport("advapi32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial ServiceManagerHandle OpenSCManagerW(string? machine, string? database, uint access);

    [LibraryImport("advapi32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial ServiceManagerHandle OpenServiceW(ServiceManagerHandle manager, string name, uint access);

    [LibraryImport("advapi32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial ServiceManagerHandle CreateServiceW(
        ServiceManagerHandle manager, string name, string displayName, uint access, uint type, uint start, uint error,
        string commandLine, string? group, nint tag, char* dependencies, string? account, string? password);

    [LibraryImport("advapi32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ChangeServiceConfigW(
        ServiceManagerHandle service, uint type, uint start, uint error,
        string? commandLine, string? group, nint tag, char* dependencies, string? account, string? password, string? displayName);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ChangeServiceConfig2W(ServiceManagerHandle service, uint kind, void* setting);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryServiceConfigW(ServiceManagerHandle service, ServiceConfiguration* configuration, uint size, out uint needed);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryServiceStatus(ServiceManagerHandle service, out ServiceStatus status);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool StartServiceW(ServiceManagerHandle service, uint count, nint arguments);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ControlService(ServiceManagerHandle service, uint control, out ServiceStatus status);

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool DeleteService(ServiceManagerHandle service);

    /// <summary>SERVICE_STATUS.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ServiceStatus
    {
        public uint Type;
        public uint State;
        public uint Accepted;
        public uint ExitCode;
        public uint OwnExitCode;
        public uint CheckPoint;
        public uint WaitHint;
    }

    /// <summary>QUERY_SERVICE_CONFIGW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ServiceConfiguration
    {
        public uint Type;
        public uint Start;
        public uint Error;
        public char* CommandLine;
        public char* Group;
        public uint Tag;
        public char* Dependencies;
        public char* Account;
        public char* DisplayName;
    }

    /// <summary>SERVICE_FAILURE_ACTIONSW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FailureActions
    {
        public uint ResetSeconds;
        public char* RebootMessage;
        public char* Command;
        public uint Count;
        public FailureAction* Actions;
    }

    /// <summary>SC_ACTION. Kind 1 restarts the service.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FailureAction
    {
        public uint Kind;
        public uint DelayMilliseconds;
    }
}
