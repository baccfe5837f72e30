namespace Tentacle.Instances.Settings;

/// <summary>An error that prevents the use of an instance and that an operator can correct. The message has one or two sentences for the operator.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException(string message)
        : base(message)
    {
    }

    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Creates a uniform message for errors of the file system. It names the action, the path and the reason, or, for a missing permission, the
    /// account.
    /// </summary>
    public static SettingsException From(string what, string path, Exception reason) => reason switch
    {
        UnauthorizedAccessException => new(
            $"{what} '{path}' is not permitted for the account '{Environment.UserName}'. Run the command as the account that owns it{Elevation}.", reason),
        _ => new($"{what} '{path}' failed: {reason.Message}", reason),
    };

    private static string Elevation => OperatingSystem.IsWindows() ? ", or in an elevated prompt" : ", or with sudo";
}
