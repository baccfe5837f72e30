namespace Tentacle.Core.Packages.Substitution;

/// <summary>A text with the values of variables in it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Count">How many references were replaced.</param>
/// <param name="Unknown">Names that no variable has; they stay as they were.</param>
/// <param name="Loops">Sentences about variables that refer to themselves; they stay as well.</param>
public sealed record ReplacedText(string Text, int Count, IReadOnlyList<string> Unknown, IReadOnlyList<string> Loops);
