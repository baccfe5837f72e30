using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Tentacle.Agent.Http.Errors;

namespace Tentacle.Agent.Http.Requests;

/// <summary>
/// Rejects a query that the route does not fully understand, before anything happens: an unknown parameter (<c>dry-run</c> must not run the job), a
/// repeated parameter, or a value of the wrong type. Names are case-sensitive, as in the API description.
/// </summary>
internal static class QueryParameters
{
    /// <summary>Adds the check to an endpoint. Its handler names the parameters.</summary>
    public static void Attach(EndpointBuilder endpoint)
    {
        if (endpoint is not RouteEndpointBuilder { RequestDelegate: { } handle } route)
        {
            return;
        }

        var inPath = route.RoutePattern.Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<QueryParameter> known =
        [
            .. endpoint.Metadata.OfType<IParameterBindingMetadata>()
                .Where(p => !inPath.Contains(p.Name))
                .Select(p => QueryParameter.From(p.Name, p.ParameterInfo.ParameterType))
                .OfType<QueryParameter>(),
        ];
        endpoint.RequestDelegate = http =>
        {
            if (http.Request.QueryString.HasValue)
            {
                Check(http.Request.QueryString.Value!, known);
            }

            return handle(http);
        };
    }

    private static void Check(string query, IReadOnlyList<QueryParameter> known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            if (known.FirstOrDefault(p => p.Name == name) is not { } parameter)
            {
                throw RefusedRequestException.Invalid(Unknown(name, known));
            }

            if (!seen.Add(name))
            {
                throw RefusedRequestException.Invalid($"The query parameter '{name}' is given more than once. Give it once.");
            }

            if (parameter.FindExpected(value) is { } expected)
            {
                throw RefusedRequestException.Invalid($"'{name}={value}' is not valid. Give {expected}.");
            }
        }
    }

    private static string Unknown(string name, IReadOnlyList<QueryParameter> known)
    {
        if (known.Count == 0)
        {
            return $"'{name}' is not a known query parameter: this route takes none. Leave it out.";
        }

        var all = string.Join(", ", known.Select(p => $"'{p.Name}'"));
        return NearestName.Find(name, known.Select(p => p.Name)) is { } nearest
            ? $"'{name}' is not a known query parameter. Did you mean '{nearest}'? This route knows {all}; names are exact, in case too."
            : $"'{name}' is not a known query parameter. This route knows {all}. Check the spelling, or leave it out.";
    }
}

/// <summary>A query parameter and the type of its value. Text is not checked here but by the handler.</summary>
internal sealed record QueryParameter(string Name, Type Type)
{
    /// <summary>Creates the parameter. Null for a type that a query cannot contain, such as a service or the request itself.</summary>
    public static QueryParameter? From(string name, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(string) || bare == typeof(bool) || bare == typeof(int) || bare == typeof(long) ? new QueryParameter(name, bare) : null;
    }

    /// <summary>A description of the expected value. Null when the value has the right type.</summary>
    public string? FindExpected(string value) =>
        Type == typeof(bool) && value is not ("true" or "false") ? "true or false"
        : Type == typeof(int) && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "a whole number in digits, up to "
            + $"{int.MaxValue}"
        : Type == typeof(long) && !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "a whole number in digits, up to "
            + $"{long.MaxValue}"
        : null;
}
