namespace Tentacle.Core.Packages.Substitution;

/// <summary>A text in which variables were replaced by their values.</summary>
/// <param name="Text">The text.</param>
/// <param name="Count">The number of references that were replaced.</param>
/// <param name="Unknown">The names of unknown variables. Their references are unchanged.</param>
/// <param name="Loops">Sentences about variables that refer to themselves. Their references are unchanged, too.</param>
public sealed record ReplacedText(string Text, int Count, IReadOnlyList<string> Unknown, IReadOnlyList<string> Loops);
