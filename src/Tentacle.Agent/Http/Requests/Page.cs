using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Http.Errors;

namespace Tentacle.Agent.Http.Requests;

/// <summary>
/// The requested page of a list: at most <see cref="Size"/> entries after a position. All lists use it. A cursor contains the name of its list and the
/// position of the last entry of the previous page. It therefore stays valid when that entry is deleted, and is invalid for another list.
/// </summary>
/// <param name="List">The name of the list, with which a cursor must begin.</param>
/// <param name="Size">The maximum number of entries on the page.</param>
/// <param name="After">The position in the list that was passed to <see cref="Next"/>. Null is the beginning.</param>
internal readonly record struct Page(string List, int Size, string? After)
{
    public const int Default = 100;
    public const int MaxSize = 1000;

    private const char Separator = '-';

    /// <exception cref="RefusedRequestException">The limit is out of range, or the cursor is not one of this list.</exception>
    public static Page Read(string list, int? limit, string? cursor)
    {
        if (limit is < 1 or > MaxSize)
        {
            throw RefusedRequestException.Invalid($"'limit={limit}' is out of range. Use 1 to {MaxSize}, or leave it out for {Default}.");
        }

        var page = new Page(list, limit ?? Default, null);
        if (cursor is null)
        {
            return page;
        }

        var prefix = list + Separator;
        return cursor.Length > prefix.Length && cursor.StartsWith(prefix, StringComparison.Ordinal)
            ? page with { After = cursor[prefix.Length..] }
            : throw NotOfList(cursor);
    }

    /// <summary>The position as a number above 0. Null is the beginning.</summary>
    /// <exception cref="RefusedRequestException">The position is not such a number.</exception>
    public long? AfterNumber => After is null ? null
        : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && After[0] != '0' ? number
        : throw Invalid();

    public RefusedRequestException Invalid() => NotOfList($"{List}{Separator}{After}");

    /// <summary>Creates the cursor of the next page, and sets the header Link.</summary>
    /// <param name="http">The request.</param>
    /// <param name="last">The position of the last entry on this page, in characters that need no escape in a URL. Null when nothing follows.</param>
    /// <param name="route">The route of the list.</param>
    /// <param name="filters">The other query parameters. A null value is omitted.</param>
    /// <returns>The cursor of the next page. Null when there is none.</returns>
    public string? Next(HttpContext http, string? last, string route, params ReadOnlySpan<(string Name, string? Value)> filters)
    {
        if (last is null)
        {
            return null;
        }

        var cursor = $"{List}{Separator}{last}";
        var link = new StringBuilder(route).Append(CultureInfo.InvariantCulture, $"?limit={Size}&cursor={cursor}");
        foreach (var (name, value) in filters)
        {
            if (value is not null)
            {
                link.Append(CultureInfo.InvariantCulture, $"&{name}={Uri.EscapeDataString(value)}");
            }
        }

        http.Response.Headers.Link = $"<{link}>; rel=\"next\"";
        return cursor;
    }

    private static RefusedRequestException NotOfList(string cursor) =>
        RefusedRequestException.InvalidCursor(
            cursor, "is not a cursor of this list. Use the 'next' of the page before, or leave the cursor out to begin at the start.");
}
