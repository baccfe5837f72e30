using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Tentacle.Client;

/// <summary>Reads a list of an agent, page by page.</summary>
internal sealed class AgentList<TPage, TItem>(AgentCalls calls, JsonTypeInfo<TPage> type, Func<TPage, IReadOnlyList<TItem>> items, Func<TPage, string?> next)
{
    /// <summary>Enumerates all items, and requests a page when its first item is needed.</summary>
    /// <param name="route">The route with its query. The cursor is appended to it.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<TItem> ReadAsync(string route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await ReadPageAsync(cursor is null ? route : $"{route}&cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            foreach (var item in items(page))
            {
                yield return item;
            }

            cursor = next(page);
        }
        while (cursor is not null);
    }

    private async Task<TPage> ReadPageAsync(string route, CancellationToken cancellationToken)
    {
        using var response = await calls.SendAsync(HttpMethod.Get, route, null, cancellationToken);
        return await AgentCalls.ReadAsync(response, type, cancellationToken);
    }
}
