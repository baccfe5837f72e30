using System.Globalization;

namespace Tentacle.Platform.Processes;

/// <summary>Finds a process whose recorded identity is lost.</summary>
public static class ProcessSearch
{
    // The kernel truncates a program's name to this length.
    private const int MaxNameLength = 15;

    /// <summary>The process of a program with the given working directory; null when there is none or the system does not report it.</summary>
    public static ProcessIdentity? FindByDirectory(string program, string directory)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var name = program.Length > MaxNameLength ? program[..MaxNameLength] : program;
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && IsProgram(process, name)
                && new FileInfo(Path.Combine(process, "cwd")).LinkTarget == directory
                && ProcessIdentity.Find(pid) is { } identity)
            {
                return identity;
            }
        }

        return null;
    }

    private static bool IsProgram(string process, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).TrimEnd('\n') == name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
