using System.Globalization;

namespace Tentacle.Contracts;

/// <summary>The version of something that a request addresses, as far as conditions ask.</summary>
/// <param name="Tag">Its strong entity tag, without quotes; null when it has none.</param>
/// <param name="ModifiedAt">Its last change; null when that is not known.</param>
public sealed record ResourceVersion(string? Tag = null, DateTimeOffset? ModifiedAt = null);

/// <summary>What must hold of something for a request to change it (RFC 9110, 13): 412 when it does not. A member that is null asks for nothing.</summary>
public sealed record Preconditions
{
    /// <summary>Stands alone in a list, for any version at all.</summary>
    public const string Any = "*";

    private const string Weak = "W/";

    public static Preconditions None { get; } = new();

    /// <summary>Entity tags as the header has them (<c>"a"</c>, <c>W/"a"</c>) or <see cref="Any"/>; one of them must be there now. Compared strongly.</summary>
    public IReadOnlyList<string>? IfMatch { get; init; }

    /// <summary>In the same form; none of them may be there now. Compared weakly.</summary>
    public IReadOnlyList<string>? IfNoneMatch { get; init; }

    /// <summary>It must not have changed after this time. Ignored beside <see cref="IfMatch"/>, and of what has no known time of change, as the RFC says.</summary>
    public DateTimeOffset? IfUnmodifiedSince { get; init; }

    public bool IsEmpty => IfMatch is null && IfNoneMatch is null && IfUnmodifiedSince is null;

    /// <summary>The tag as a header has it.</summary>
    public static string Quoted(string tag) => $"\"{tag}\"";

    /// <summary>HTTP's dates have no fractions of a second.</summary>
    public static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>Whether one of the tags is the version. A weak tag is the version only where a weak comparison is asked for.</summary>
    /// <param name="tags">As headers have them.</param>
    /// <param name="current">Null when there is nothing.</param>
    /// <param name="weakly">The weak comparison of RFC 9110, 8.8.3.2.</param>
    public static bool Matches(IReadOnlyList<string> tags, ResourceVersion? current, bool weakly)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return current is not null && tags.Any(tag => tag == Any || (current.Tag is { } own && (tag == Quoted(own) || (weakly && tag == Weak + Quoted(own)))));
    }

    /// <summary>Whether it was changed after that time, in whole seconds. Null when it has no known time of change.</summary>
    public static bool? ChangedAfter(DateTimeOffset time, ResourceVersion? current) => current?.ModifiedAt is { } modified ? WholeSeconds(modified) > time : null;

    /// <summary>What does not hold, as a sentence with the remedy; null when all holds.</summary>
    /// <param name="current">What is there now; null when nothing is.</param>
    /// <param name="what">How a message names it.</param>
    public string? FindFailure(ResourceVersion? current, string what)
    {
        if (IfMatch is not null)
        {
            if (!Matches(IfMatch, current, weakly: false))
            {
                return ExplainMatch(current, what);
            }
        }
        else if (IfUnmodifiedSince is { } time && ChangedAfter(time, current) == true)
        {
            return $"'{what}' was changed at {Text(current!.ModifiedAt!.Value)}, after the time in If-Unmodified-Since, {Text(time)}. Read it again, then decide.";
        }

        return IfNoneMatch is not null && Matches(IfNoneMatch, current, weakly: true)
            ? $"'{what}' is there already{(current!.Tag is { } tag ? $", with the entity tag {Quoted(tag)}" : "")}, and If-None-Match asks for none. Leave If-None-Match out to go on."
            : null;
    }

    private static string ExplainMatch(ResourceVersion? current, string what) => current switch
    {
        null => $"'{what}' is not there, and If-Match asks for one that is. Leave If-Match out to go on.",
        { Tag: { } tag } => $"'{what}' is not the version that If-Match asks for: its entity tag is {Quoted(tag)}. Read it again, then decide.",
        _ => $"'{what}' has no entity tag, so no tag in If-Match can be the right one. Leave If-Match out, or send 'If-Match: *'.",
    };

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
