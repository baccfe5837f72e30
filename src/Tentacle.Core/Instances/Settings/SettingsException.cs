namespace Tentacle.Core.Instances.Settings;

/// <summary>What keeps an instance from being used and what an operator can put right: the message is one sentence or two, written for them.</summary>
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

    /// <summary>The same shape for everything that the file system refuses: what could not be done, where, why, as whom.</summary>
    internal static SettingsException Of(string what, string path, Exception reason) => reason switch
    {
        UnauthorizedAccessException => new(
            $"{what} '{path}' is not permitted for the account '{Environment.UserName}'. Run the command as the account that owns it{Elevation}.", reason),
        _ => new($"{what} '{path}' failed: {reason.Message}", reason),
    };

    private static string Elevation => OperatingSystem.IsWindows() ? ", or in an elevated prompt" : ", or with sudo";
}
