using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tentacle.Contracts.Json;

/// <summary>The API's JSON without the escapes that only HTML needs, because people read problems.</summary>
public static class ReadableApiJson
{
    public static ApiJson Default { get; } = new(new JsonSerializerOptions(ApiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
