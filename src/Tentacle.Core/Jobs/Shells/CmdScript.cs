using System.Buffers;
using System.Text;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>Prepares scripts for cmd.exe. No quoting can pass some characters to a batch file, so arguments that contain them are rejected.</summary>
internal static class CmdScript
{
    private static readonly SearchValues<char> Impossible = SearchValues.Create("\"%!\r\n");

    public static string? FindUnrepresentable(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].AsSpan().ContainsAny(Impossible))
            {
                return $"Argument {i + 1} holds a quote, a percent sign, an exclamation mark or a line break, which cmd cannot be given. "
                    + "Use powershell, or put the value into a file or an environment variable.";
            }
        }

        return null;
    }

    public static ShellInvocation Prepare(string program, string script, IReadOnlyList<string> arguments, JobFolder folder)
    {
        var file = Path.Combine(folder.WorkDirectory, "Bootstrap.cmd");
        File.WriteAllText(file, script.ReplaceLineEndings("\r\n"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return new ShellInvocation(program, ["/d", "/s", "/c", file, .. arguments]);
    }
}
