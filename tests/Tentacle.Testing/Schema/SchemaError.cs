namespace Tentacle.Testing.Schema;

/// <param name="Pointer">The place in the instance, as a JSON pointer; empty for the whole.</param>
/// <param name="Message">What does not fit.</param>
public sealed record SchemaError(string Pointer, string Message)
{
    public override string ToString() => $"{(Pointer.Length == 0 ? "(the whole)" : Pointer)}: {Message}";
}
