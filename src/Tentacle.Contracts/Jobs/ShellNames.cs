
namespace Tentacle.Contracts;

/// <summary>The names of shells in <c>script</c>.</summary>
public static class ShellNames
{
    public const string Bash = "bash";
    public const string Sh = "sh";
    public const string PowerShell = "powershell";
    public const string Pwsh = "pwsh";
    public const string Cmd = "cmd";
    public const string Python = "python";

    /// <summary>The shell name of a job that deploys a package. The agent's own program runs it.</summary>
    public const string Package = "package";
}
