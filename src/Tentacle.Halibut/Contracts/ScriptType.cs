namespace Tentacle.Halibut.Contracts;

/// <summary>The shell that a script is for. The names are those of the wire.</summary>
public enum ScriptType
{
    PowerShell = 0,
    Bash = 1,
}
