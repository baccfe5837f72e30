using Tentacle.Contracts;
using Tentacle.Core.Jobs.Submissions;

namespace Tentacle.Agent.Http.Requests;

/// <summary>Finds null elements, which the JSON reader accepts because it ignores nullable annotations in lists and maps.</summary>
internal static class NullElements
{
    /// <summary>The JSON pointers of all null elements.</summary>
    public static string[] In(JobRequest request) =>
    [
        .. InList("/arguments", request.Arguments),
        .. InMap("/environment", request.Environment),
        .. InList("/files", request.Files),
        .. InList("/sensitiveValues", request.SensitiveValues),
        .. InMap("/labels", request.Labels),
        .. request.Package is { } package ? InMap("/package/variables", package.Variables).Concat(InList("/package/substituteIn", package.SubstituteIn)) : [],
        .. request.Redeploy is { } redeploy ? InMap("/redeploy/variables", redeploy.Variables) : [],
    ];

    private static IEnumerable<string> InList(string at, IEnumerable<object?> list) => list.Index().Where(e => e.Item is null).Select(e => $"{at}/{e.Index}");

    private static IEnumerable<string> InMap(string at, IReadOnlyDictionary<string, string> map) =>
        map.Where(e => e.Value is null).Select(e => $"{at}/{JobRequestValidator.Escape(e.Key)}");
}
