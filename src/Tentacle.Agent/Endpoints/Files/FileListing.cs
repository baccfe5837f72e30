using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Platform.Directories;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>The address of a directory for a caller.</summary>
/// <param name="Route">The route that lists the directory.</param>
/// <param name="Path">The value of its parameter <c>path</c>.</param>
/// <param name="IsRelative">True when the answer shows that path and not the real one.</param>
internal readonly record struct ListedDirectory(string Route, string Path, bool IsRelative = false);

/// <summary>Answers with a page of a directory.</summary>
internal static class FileListing
{
    /// <param name="http">The request.</param>
    /// <param name="place">The directory.</param>
    /// <param name="limit">The requested number of entries. Null means the default.</param>
    /// <param name="cursor">The cursor of the requested page. Null means the first page.</param>
    /// <param name="target">The address of this directory for the caller.</param>
    public static IResult Answer(HttpContext http, FilePlace place, int? limit, string? cursor, ListedDirectory target)
    {
        var page = Page.Read(ListOf(place), limit, cursor);
        var found = FileReader.List(place, Decode(page), page.Size);
        var last = found.Last is { } name ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(RawNames.Show(name))) : null;
        var next = page.Next(http, last, target.Route, ("path", target.Path));
        Func<string, string> show = target.IsRelative ? RawNames.ShowForEitherSlash : RawNames.Show;
        return TypedResults.Ok(
            new FileList(target.IsRelative ? target.Path : RawNames.Show(found.Path), [.. found.Entries.Select(entry => Describe(entry, show))], next));
    }

    // A cursor of one directory must be invalid in another. It contains a hash, because a path would be too long and would disclose too much.
    private static string ListOf(FilePlace place) => $"files.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place.Real)).AsSpan(0, 4))}";

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

    private static string? Decode(Page page)
    {
        if (page.After is null)
        {
            return null;
        }

        return Base64Url.IsValid(page.After) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(page.After)) is { Length: > 0 } name
            && RawNames.TryRead(name, out var read)
            ? read
            : throw page.Invalid();
    }
}
