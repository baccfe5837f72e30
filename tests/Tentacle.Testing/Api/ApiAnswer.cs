namespace Tentacle.Testing.Api;

/// <summary>What came back for one request.</summary>
/// <param name="Path">Without the query.</param>
/// <param name="ContentType">Null when there is none.</param>
/// <param name="Headers">All of them, content headers too; names in any case.</param>
/// <param name="Body">Null when it was not read, because it has no end yet.</param>
public sealed record ApiAnswer(string Method, string Path, int Status, string? ContentType, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte>? Body);
