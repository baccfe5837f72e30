using Microsoft.OpenApi;

namespace Tentacle.OpenApi.Schemas;

/// <summary>Values that are one string on the wire.</summary>
internal static class TextSchemas
{
    public static OpenApiSchema Ticket => new()
    {
        Type = JsonSchemaType.String,
        Pattern = "^[A-Za-z0-9_-]([A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?$",
        Description = Contracts.JobTicket.Rule,
    };

    public static OpenApiSchema Thumbprint => new()
    {
        Type = JsonSchemaType.String,
        Pattern = "^([0-9A-F]{64}|[0-9A-F]{40})$",
        Description = "The hash of a certificate's DER form, in upper-case hex: 64 digits are SHA-256, 40 are SHA-1.",
    };
}
