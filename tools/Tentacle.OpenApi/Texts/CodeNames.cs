using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tentacle.Contracts;

namespace Tentacle.OpenApi.Texts;

/// <summary>Comments are written for those who read the code: in the description its names become those of the wire.</summary>
internal static partial class CodeNames
{
    public static void Replace(JsonObject document)
    {
        foreach (var node in document.Descendants().OfType<JsonObject>().ToList())
        {
            foreach (var name in new[] { "description", "summary" })
            {
                if (node[name] is JsonValue value && value.TryGetValue<string>(out var text))
                {
                    node[name] = LineBreak().Replace(Name().Replace(text, match => OnTheWire(match.Value)), " ");
                }
            }
        }
    }

    private static string OnTheWire(string name)
    {
        if (typeof(Job).Assembly.GetType(name) is not null)
        {
            return $"`{name[(name.LastIndexOf('.') + 1)..]}`";
        }

        var dot = name.LastIndexOf('.');
        var member = typeof(Job).Assembly.GetType(name[..dot])?.GetMember(name[(dot + 1)..]).FirstOrDefault()
            ?? throw new DescriptionException($"A comment speaks of {name}, which callers of the API cannot know. Say it in their words.");
        return member is System.Reflection.FieldInfo { IsLiteral: true, DeclaringType.IsEnum: false } constant
            ? $"`{constant.GetRawConstantValue()}`"
            : $"`{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}`";
    }

    [GeneratedRegex(@"\bTentacle\.[A-Z][A-Za-z0-9_]*(\.[A-Z][A-Za-z0-9_]*)+")]
    private static partial Regex Name();

    // A list keeps its lines, and an empty line parts paragraphs; every other break only kept the source narrow.
    [GeneratedRegex(@"(?<!\n)\r?\n(?!\n|- )")]
    private static partial Regex LineBreak();
}
