using System.Runtime.InteropServices;
using Tentacle.Services.Control;

namespace Tentacle.Services.Windows;

/// <summary>Translates error codes of the service control manager into messages for an administrator.</summary>
internal static class WindowsServiceErrors
{
    public const int AccessDenied = 5;
    public const int ServiceExists = 1073;
    public const int DoesNotExist = 1060;
    public const int AlreadyRunning = 1056;
    public const int NotActive = 1062;
    public const int MarkedForDelete = 1072;
    public const int RequestTimeout = 1053;
    public const int DatabaseLocked = 1055;
    public const int EndedAtOnce = 1067;

    /// <param name="code">The system's error code.</param>
    /// <param name="doing">The operation, for example "Starting".</param>
    /// <param name="service">The name of the service.</param>
    /// <param name="right">The access right that the operation requires.</param>
    public static ServiceException Create(int code, string doing, string service, string right) =>
        new($"{doing} the service '{service}' failed: {Reason(code, right)} (error {code})");

    /// <summary>True when the same call may succeed a little later.</summary>
    public static bool IsPassing(int code) => code is RequestTimeout or DatabaseLocked;

    private static string Reason(int code, string right) => code switch
    {
        AccessDenied => $"access is denied. It takes the right {right}: run the command in an elevated prompt, or have an administrator grant it ('sc sdset').",
        1069 => "the account could not log on. Its password is wrong or has changed, or it lacks the right 'Log on as a service' (SeServiceLogonRight). "
            + "Give the password again with 'tentacle service --reconfigure --username NAME --password -', which grants the right as well; "
            + "a group policy may take it away again.",
        1057 => "there is no such account, or the password is wrong. Write it as DOMAIN\\name or .\\name; "
            + "a managed account ends with a dollar and has no password.",
        1332 => "there is no such account. Write it as DOMAIN\\name or .\\name.",
        DoesNotExist => "it is not installed. Install it with 'tentacle service --install'.",
        1058 => "it is disabled. Enable it with 'sc config \"NAME\" start= auto' or in services.msc.",
        1068 => "a service that it depends on did not start. See 'sc qc' for which they are, and the event log for why.",
        1075 => "a service that it depends on does not exist. Name another with --dependOn.",
        RequestTimeout => "the agent did not answer the service control manager in time. OctopusTentacle.txt and Commands.txt in the instance's Logs folder "
            + "say what it was doing.",
        MarkedForDelete => "it is being removed and goes when the last window that shows it (services.msc, Task Manager) is closed. Close them and try again.",
        ServiceExists => "it exists already.",
        EndedAtOnce => "the agent ended at once. OctopusTentacle.txt and Commands.txt in the instance's Logs folder say why; "
            + "'tentacle run' shows it on the console.",
        _ => Marshal.GetPInvokeErrorMessage(code).TrimEnd(),
    };
}
