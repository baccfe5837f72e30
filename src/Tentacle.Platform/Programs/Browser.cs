using System.ComponentModel;
using System.Diagnostics;

namespace Tentacle.Platform.Programs;

/// <summary>Opens a file in the browser of the signed-in user.</summary>
public static class Browser
{
    /// <summary>Opens the file. Returns false when there is no screen or no browser.</summary>
    public static bool TryOpen(string file)
    {
        var start = Opening(file);
        if (start is null)
        {
            return false;
        }

        try
        {
#pragma warning disable RS0030 // The one place for this kind of process.
            using var process = Process.Start(start);
#pragma warning restore RS0030
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static ProcessStartInfo? Opening(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            // Explorer runs as the signed-in user, so the browser that it opens is not elevated even when this process is.
            return new ProcessStartInfo("explorer.exe", [file]);
        }

        if (OperatingSystem.IsMacOS())
        {
            return SudoAccount.Name is { } caller ? new ProcessStartInfo("sudo", ["-u", caller, "open", file]) : new ProcessStartInfo("open", [file]);
        }

        var hasScreen = Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
        if (!hasScreen || ExecutableSearch.Find("xdg-open") is not { } open)
        {
            return null;
        }

        var start = SudoAccount.Name is { } user ? new ProcessStartInfo("runuser", ["-u", user, "--", open, file]) : new ProcessStartInfo(open, [file]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        return start;
    }
}
