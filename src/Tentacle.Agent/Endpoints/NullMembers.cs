using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tentacle.Agent.Endpoints;

/// <summary>
/// Lets null stand for a member's default, as many serializers write it: the member is blanked out where it stands, so that places in error messages stay
/// right. A member that is required, unknown or given twice is left alone, and so is null in lists and maps: it is an error there.
/// </summary>
internal static class NullMembers
{
    private const byte Space = (byte)' ';

    /// <param name="json">UTF-8. What is not JSON is left for the reader to refuse.</param>
    /// <param name="type">What it will be read as.</param>
    public static void Blank(Span<byte> json, JsonTypeInfo type)
    {
        if (json.IndexOf("null"u8) < 0)
        {
            return;
        }

        var found = new List<Range>();
        try
        {
            var reader = new Utf8JsonReader(json);
            if (reader.Read())
            {
                FindIn(ref reader, type, found);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return;
        }

        foreach (var member in found)
        {
            BlankMember(json, member);
        }
    }

    private static void FindIn(ref Utf8JsonReader reader, JsonTypeInfo? type, List<Range> found)
    {
        if (reader.TokenType == JsonTokenType.StartObject && type?.Kind == JsonTypeInfoKind.Object)
        {
            FindInObject(ref reader, type, found);
        }
        else if (reader.TokenType == JsonTokenType.StartArray && type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                FindIn(ref reader, type.Options.GetTypeInfo(element), found);
            }
        }
        else
        {
            reader.Skip();
        }
    }

    private static void FindInObject(ref Utf8JsonReader reader, JsonTypeInfo type, List<Range> found)
    {
        // A member that is given twice stays twice, null or not.
        var nulls = new Dictionary<JsonPropertyInfo, Range?>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = reader.GetString();
            var property = type.Properties.FirstOrDefault(p => p.Name == name);
            if (!reader.Read())
            {
                return;
            }

            var isNull = reader.TokenType == JsonTokenType.Null;
            FindIn(ref reader, property is null ? null : type.Options.GetTypeInfo(property.PropertyType), found);
            if (property is not null && !IsRequired(property) && !nulls.TryAdd(property, isNull ? start..(int)reader.BytesConsumed : null))
            {
                nulls[property] = null;
            }
        }

        found.AddRange(nulls.Values.OfType<Range>());
    }

    private static bool IsRequired(JsonPropertyInfo property) => property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    // The member goes with one comma: the one behind it, or before the last member the one in front.
    private static void BlankMember(Span<byte> json, Range member)
    {
        var (start, end) = (member.Start.Value, member.End.Value);
        json[start..end].Fill(Space);
        var after = json[end..].IndexOfAnyExcept(" \t\r\n"u8);
        if (after >= 0 && json[end + after] == (byte)',')
        {
            json[end + after] = Space;
            return;
        }

        var before = json[..start].LastIndexOfAnyExcept(" \t\r\n"u8);
        if (before >= 0 && json[before] == (byte)',')
        {
            json[before] = Space;
        }
    }
}
