using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tentacle.Core.Diagnostics;

/// <summary>The settings file for other readers. It includes members that this version does not know, and omits values whose name indicates a secret.</summary>
internal static class SettingsWithoutSecrets
{
    private const string Removed = "(removed)";
    private static readonly string[] Telling = ["password", "secret", "token", "apikey", "certificate", "privatekey"];

    public static string Read(string path)
    {
        try
        {
            var json = JsonNode.Parse(
                File.ReadAllText(path),
                documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            Remove(json);
            var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            {
                json?.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(buffer.ToArray());
        }
        catch (JsonException e)
        {
            // Secrets cannot be recognised in text that cannot be parsed.
            return $"'{path}' is not JSON, so it is not shown: {e.Message}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' could not be read: {e.Message}";
        }
    }

    private static void Remove(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Remove(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String && IsSecret(name))
                {
                    members[name] = Removed;
                }
                else
                {
                    Remove(value);
                }
            }
        }
    }

    private static bool IsSecret(string name) =>
        !name.EndsWith("thumbprint", StringComparison.OrdinalIgnoreCase) && Telling.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
