using System.Globalization;
using System.Net;
using Tentacle.Instances.Settings;

namespace Tentacle.Manager.Model.Forms;

/// <summary>Validates the text of fields. The result is an error message; null when the text is valid.</summary>
public static class Fields
{
    public static string? PortError(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? null
            : $"“{text}” is not a port. Use a number from 1 to {IPEndPoint.MaxPort}; the usual one is {ServicesSettings.DefaultPort}.";

    public static string? DirectoryError(string text) =>
        string.IsNullOrWhiteSpace(text) ? "Name a directory."
        : Path.IsPathFullyQualified(text) ? null
        : $"“{text}” is relative. Write the whole path, for example {(OperatingSystem.IsWindows() ? @"C:\Octopus" : "/etc/octopus")}.";

    public static string? ServerAddressError(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.Host.Length > 0
            && address.PathAndQuery == "/" && !text.EndsWith(':')
            ? null
            : $"“{text}” is not an address of a server. Write it as https://server:10943.";

    public static string? HostError(string text) =>
        Uri.CheckHostName(text) != UriHostNameType.Unknown ? null : $"“{text}” is not a name of a machine. "
            + "Write it without scheme and port, for example proxy.local.";
}
