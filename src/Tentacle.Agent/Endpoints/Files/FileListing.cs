using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>How much of a list is asked for.</summary>
/// <param name="Cursor">What an earlier page gave as <c>next</c>; null is the beginning.</param>
internal readonly record struct PageRequest(int? Limit, string? Cursor)
{
    public const int Default = 100;
    public const int Largest = 1000;

    /// <exception cref="FileRefusedException">It is out of range.</exception>
    public int Size => Limit switch
    {
        null => Default,
        >= 1 and <= Largest and var limit => limit,
        var other => throw new FileRefusedException(FileRefusal.InvalidRequest, $"limit={other} is out of range. Use 1 to {Largest}."),
    };
}

/// <summary>Answers with a page of a directory.</summary>
internal static class FileListing
{
    /// <param name="route">The route that lists this directory, with its query.</param>
    /// <param name="shown">What the page says is its path; null is the real one.</param>
    public static IResult Answer(HttpContext http, FilePlace place, PageRequest page, string route, string? shown = null)
    {
        var found = FileReader.List(place, Decode(page.Cursor), page.Size);
        var next = found.Last is { } last ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(RawNames.Show(last))) : null;
        if (next is not null)
        {
            http.Response.Headers.Link = $"<{route}&limit={page.Size}&cursor={next}>; rel=\"next\"";
        }

        return TypedResults.Ok(new FileList(shown ?? RawNames.Show(found.Path), [.. found.Entries.Select(entry => Describe(entry, shown is null ? RawNames.Show : RawNames.ShowForEitherSlash))], next));
    }

    private static FileEntry Describe(DirectoryEntry entry, Func<string, string> show) => new(
        show(entry.Name),
        entry.Status.Kind switch
        {
            FileKind.File => FileEntryType.File,
            FileKind.Directory => FileEntryType.Directory,
            FileKind.Link => FileEntryType.Link,
            _ => FileEntryType.Other,
        },
        entry.Status.Kind == FileKind.File ? entry.Status.Length : 0,
        entry.Status.ModifiedAt,
        entry.LinkTarget is null ? null : RawNames.Show(entry.LinkTarget));

    private static string? Decode(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        return Base64Url.IsValid(cursor) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) is { Length: > 0 } name && RawNames.TryRead(name, out var read)
            ? read
            : throw new FileRefusedException(FileRefusal.InvalidCursor, $"'{cursor}' is no cursor of this list. Use one that this agent gave.");
    }
}
