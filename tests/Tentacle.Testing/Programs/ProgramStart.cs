namespace Tentacle.Testing.Programs;

/// <summary>A program and what it is given.</summary>
public sealed record ProgramStart(string File, params IReadOnlyList<string> Arguments)
{
    /// <summary>Added to the test's own environment; null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingDirectory { get; init; }

    /// <summary>Written to its standard input, which is then closed; null closes it at once.</summary>
    public string? Input { get; init; }

    public override string ToString() => $"{File} {string.Join(' ', Arguments)}";
}
