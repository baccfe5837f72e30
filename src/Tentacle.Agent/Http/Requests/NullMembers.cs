using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tentacle.Agent.Http.Requests;

/// <summary>
/// Treats a null member as absent, because many serializers write null for a default. The member is overwritten with spaces, so that positions in error
/// messages stay correct. A required, unknown or repeated member is left alone. So is null in lists and maps, where it is an error.
/// </summary>
internal static class NullMembers
{
    private const byte Space = (byte)' ';

    /// <param name="json">The JSON as UTF-8. Invalid JSON is left alone, so that the reader rejects it.</param>
    /// <param name="type">The type as which the JSON will be read.</param>
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
        // A repeated member is left alone, null or not, so that the reader rejects it.
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

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    // One comma is removed together with the member: the comma after it, or for the last member the comma before it.
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
