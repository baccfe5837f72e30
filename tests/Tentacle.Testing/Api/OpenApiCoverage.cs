using System.Collections.Concurrent;

namespace Tentacle.Testing.Api;

/// <summary>Remembers which of the document's operations and answers were seen.</summary>
public sealed class OpenApiCoverage
{
    private readonly ConcurrentDictionary<(string Operation, int Status), byte> _seen = new();

    public void Saw(OpenApiOperation operation, int status)
    {
        ArgumentNullException.ThrowIfNull(operation);
        _seen[(operation.Id, status)] = 0;
    }

    /// <summary>The operations that no request reached.</summary>
    public IReadOnlyList<string> MissingOperations(OpenApiDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var reached = _seen.Keys.Select(s => s.Operation).ToHashSet();
        return [.. document.Operations.Select(o => o.Id).Where(id => !reached.Contains(id))];
    }

    /// <summary>The declared answers that no request got, as <c>operation status</c>.</summary>
    public IReadOnlyList<string> MissingAnswers(OpenApiDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [.. document.Operations.SelectMany(o => o.Statuses.Where(s => !_seen.ContainsKey((o.Id, s))).Select(s => $"{o.Id} {s}"))];
    }
}
