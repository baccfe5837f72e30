using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Tentacle.Contracts;
using Tentacle.OpenApi.Schemas;

namespace Tentacle.OpenApi.Operations;

/// <summary>Parameters whose text has a rule of its own, from the handler's signature.</summary>
internal sealed class ExactParameters : IParameterFilter
{
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter is not OpenApiParameter exact || context.ParameterInfo is not { } info)
        {
            return;
        }

        if (info.ParameterType == typeof(JobTicket))
        {
            exact.Schema = TextSchemas.Ticket;
        }
        else if (exact.Schema is OpenApiSchema schema)
        {
            if (info.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            {
                schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create((string)value!))];
            }

            // "As much as there is": a bound that no number can pass says nothing.
            if (info.GetCustomAttribute<RangeAttribute>() is { Maximum: double and >= long.MaxValue })
            {
                schema.Maximum = null;
            }
        }
    }
}
