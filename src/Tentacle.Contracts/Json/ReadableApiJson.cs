using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tentacle.Contracts.Json;

/// <summary>The wire's JSON without escapes that only HTML needs: people read problems.</summary>
public static class ReadableApiJson
{
    public static ApiJson Default { get; } = new(new JsonSerializerOptions(ApiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
