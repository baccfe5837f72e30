using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tentacle.OpenApi;

/// <summary>The document as text that people compare.</summary>
internal static class Formatted
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonObject document) => document.ToJsonString(Options) + "\n";
}
