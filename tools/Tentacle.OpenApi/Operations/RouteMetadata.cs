using Swashbuckle.AspNetCore.SwaggerGen;

namespace Tentacle.OpenApi.Operations;

internal static class RouteMetadata
{
    /// <summary>What the route says of itself, in the order of the code.</summary>
    public static IEnumerable<T> Metadata<T>(this OperationFilterContext context) => context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<T>();
}
