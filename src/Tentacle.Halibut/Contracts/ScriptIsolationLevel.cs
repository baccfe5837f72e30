namespace Tentacle.Halibut.Contracts;

/// <summary>Whether a script may run beside others of the same isolation name. The numbers are those of the wire.</summary>
public enum ScriptIsolationLevel
{
    NoIsolation = 0,
    FullIsolation = 1,
}
