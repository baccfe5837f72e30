using System.Globalization;

namespace Tentacle.Contracts;

/// <summary>
/// The conditions under which a request may change a resource (RFC 9110, 13). The answer is 412 when one of them fails. A null member sets no condition.
/// </summary>
public sealed record Preconditions
{
    /// <summary>Matches any version. It must be the only item of a list.</summary>
    public const string Any = "*";

    private const string Weak = "W/";

    public static Preconditions None { get; } = new();

    /// <summary>
    /// Entity tags in the form of the header (<c>"a"</c>, <c>W/"a"</c>) or <see cref="Any"/>. One of them must match the current version. The comparison is
    /// strong.
    /// </summary>
    public IReadOnlyList<string>? IfMatch { get; init; }

    /// <summary>Entity tags in the same form. None of them may match the current version. The comparison is weak.</summary>
    public IReadOnlyList<string>? IfNoneMatch { get; init; }

    /// <summary>
    /// The resource must not have changed after this time. As the RFC requires, ignored beside <see cref="IfMatch"/> and when the time of the last change is
    /// not known.
    /// </summary>
    public DateTimeOffset? IfUnmodifiedSince { get; init; }

    public bool IsEmpty => IfMatch is null && IfNoneMatch is null && IfUnmodifiedSince is null;

    /// <summary>The tag in the form of the header.</summary>
    public static string Quoted(string tag) => $"\"{tag}\"";

    /// <summary>Truncates a time to whole seconds, because HTTP dates have no fractions of a second.</summary>
    public static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>True when one of the tags matches the version. A weak tag matches only in a weak comparison.</summary>
    /// <param name="tags">The tags in the form of the header.</param>
    /// <param name="current">The current version; null when the resource does not exist.</param>
    /// <param name="weakly">True for the weak comparison of RFC 9110, 8.8.3.2.</param>
    public static bool Matches(IReadOnlyList<string> tags, ResourceVersion? current, bool weakly)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return current is not null && tags.Any(tag => tag == Any || (current.Tag is { } own && (tag == Quoted(own) || (weakly && tag == Weak + Quoted(own)))));
    }

    /// <summary>True when the resource changed after that time, in whole seconds; null when the time of the last change is not known.</summary>
    public static bool? ChangedAfter(DateTimeOffset time, ResourceVersion? current) =>
        current?.ModifiedAt is { } modified ? WholeSeconds(modified) > time : null;

    /// <summary>The condition that fails, as a sentence with the remedy; null when all conditions hold.</summary>
    /// <param name="current">The current version; null when the resource does not exist.</param>
    /// <param name="what">The name of the resource in messages.</param>
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
            return $"'{what}' was changed at {Text(current!.ModifiedAt!.Value)}, after the time in If-Unmodified-Since, {Text(time)}. "
                + "Read it again, then decide.";
        }

        return IfNoneMatch is not null && Matches(IfNoneMatch, current, weakly: true)
            ? $"'{what}' is there already{(current!.Tag is { } tag ? $", with the entity tag {Quoted(tag)}" : "")}, and If-None-Match asks for none. "
                + "Leave If-None-Match out to go on."
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
