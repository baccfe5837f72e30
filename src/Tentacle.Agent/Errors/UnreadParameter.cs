using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Tentacle.Agent.Errors;

/// <summary>
/// Finds the query parameter that the framework refused: of one that has a default it says nothing but the status 400, whatever
/// <c>ThrowOnBadRequest</c> is.
/// </summary>
internal static class UnreadParameter
{
    /// <summary>What is wrong with it, as a sentence; null when every parameter can be read.</summary>
    public static string? Explain(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.HasTryParse)
            .Select(parameter => Explain(parameter, http.Request.Query[parameter.Name].ToString()))
            .FirstOrDefault(detail => detail is not null);

    private static string? Explain(IParameterBindingMetadata parameter, string value)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
        var expected =
            value.Length == 0 ? null
            : type == typeof(int) && !int.TryParse(value, CultureInfo.InvariantCulture, out _) ? $"a whole number up to {int.MaxValue}"
            : type == typeof(long) && !long.TryParse(value, CultureInfo.InvariantCulture, out _) ? $"a whole number up to {long.MaxValue}"
            : type == typeof(bool) && !bool.TryParse(value, out _) ? "true or false"
            : null;
        return expected is null ? null : $"'{parameter.Name}={value}' cannot be read. Give {expected}.";
    }
}
