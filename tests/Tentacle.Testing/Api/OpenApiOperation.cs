using System.Text.Json;

namespace Tentacle.Testing.Api;

/// <summary>One method on one path of the document.</summary>
/// <param name="Id">Its <c>operationId</c>.</param>
/// <param name="Path">With its templates, for example <c>/api/v1/jobs/{ticket}</c>.</param>
public sealed record OpenApiOperation(string Id, string Method, string Path, JsonElement Definition)
{
    private readonly string[] _parts = Path.Trim('/').Split('/');

    /// <summary>The statuses that it declares.</summary>
    public IReadOnlyList<int> Statuses { get; } =
        [.. Definition.GetProperty("responses").EnumerateObject().Select(r => int.Parse(r.Name, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>How many of the path's parts are given literally, or null when the path is another.</summary>
    internal int? Match(string path)
    {
        var given = path.Trim('/').Split('/');
        if (given.Length != _parts.Length)
        {
            return null;
        }

        var literal = 0;
        for (var i = 0; i < given.Length; i++)
        {
            if (_parts[i] == given[i])
            {
                literal++;
            }
            else if (!_parts[i].StartsWith('{') || given[i].Length == 0)
            {
                return null;
            }
        }

        return literal;
    }
}
