namespace Tentacle.Architecture.Tests.Reading;

/// <summary>One type uses another. Nested and compiler-made types count as the type they lie in.</summary>
public sealed record TypeUse(TypeName User, TypeName Used);

public sealed record TypeName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}
