using System.Text;

namespace Tentacle.Services.Systemd;

/// <summary>Escapes text for a unit file, so that systemd reads exactly that text.</summary>
internal static class SystemdText
{
    /// <summary>An argument of a command line.</summary>
    public static string Argument(string value) => Quoted(value).Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>The program of a command line. systemd does not expand variables there, so a dollar sign is not escaped.</summary>
    public static string Program(string path) => Quoted(path);

    /// <summary>A setting that takes specifiers and is not split into words.</summary>
    public static string Plain(string value) => value.Replace("%", "%%", StringComparison.Ordinal);

    /// <summary>Text for a comment line, which systemd ignores.</summary>
    public static string Comment(string value) => $"\"{string.Concat(value.Select(c => char.IsControl(c) ? '?' : c))}\"";

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '\\' => "\\\\",
                '"' => "\\\"",
                '%' => "%%",
                _ when char.IsControl(c) && c < 0x80 => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
