using System.Text;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>Prepares scripts for shells that take a script file and its arguments unchanged: bash, sh, python.</summary>
internal static class UnixScript
{
    private static readonly UTF8Encoding NoMark = new(encoderShouldEmitUTF8Identifier: false);

    public static ShellInvocation Prepare(string program, string fileName, string script, IReadOnlyList<string> arguments, JobFolder folder)
    {
        var file = Path.Combine(folder.WorkDirectory, fileName);
        File.WriteAllText(file, UnixScriptText.Normalize(script), NoMark);
        return new ShellInvocation(program, [file, .. arguments]);
    }
}
