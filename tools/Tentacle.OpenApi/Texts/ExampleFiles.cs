using System.Text.Json.Nodes;
using Tentacle.Contracts;

namespace Tentacle.OpenApi.Texts;

/// <summary>
/// What the wire really carried, from the directory <c>Examples</c>: JSON by the name of its schema, other text as <c>OPERATION.STATUS.FORM</c> (a request's as
/// <c>OPERATION.request.FORM</c>), problems by their type in one file.
/// </summary>
internal static class ExampleFiles
{
    private const string Problems = "Problems.json";

    /// <exception cref="DescriptionException">There is none.</exception>
    public static JsonNode OfSchema(string schema) => JsonNode.Parse(OfText($"{schema}.json"))!;

    /// <exception cref="DescriptionException">There is none.</exception>
    public static string OfText(string file) =>
        Read(file) ?? throw new DescriptionException($"There is no example. Put one into tools/Tentacle.OpenApi/Examples/{file}, as the wire carries it.");

    /// <exception cref="DescriptionException">There is none.</exception>
    public static JsonNode OfProblem(string type, int status)
    {
        var problem = JsonNode.Parse(OfText(Problems))!.AsObject()[type]?.DeepClone().AsObject()
            ?? throw new DescriptionException($"There is no example of the problem '{type}'. Add one to tools/Tentacle.OpenApi/Examples/{Problems}, as the wire carries it.");
        problem.Insert(0, "type", ProblemTypes.UriOf(type));
        problem.Insert(2, "status", status);
        return problem;
    }

    private static string? Read(string name)
    {
        using var stream = typeof(ExampleFiles).Assembly.GetManifestResourceStream(name);
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }
}
