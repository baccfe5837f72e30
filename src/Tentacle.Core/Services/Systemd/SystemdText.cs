using System.Text;

namespace Tentacle.Core.Services.Systemd;

/// <summary>Writes any text into a unit file so that systemd reads exactly that text.</summary>
internal static class SystemdText
{
    /// <summary>One argument of a command line.</summary>
    public static string Argument(string value) => Quoted(value).Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>The program of a command line: there systemd looks for no variables, so a dollar is one.</summary>
    public static string Program(string path) => Quoted(path);

    /// <summary>A setting that takes specifiers and is not split into words.</summary>
    public static string Plain(string value) => value.Replace("%", "%%", StringComparison.Ordinal);

    /// <summary>For people, in a line that systemd skips.</summary>
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
