using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml.XPath;
using Tentacle.Agent.Composition;
using Tentacle.Contracts;

namespace Tentacle.OpenApi.Texts;

/// <summary>The comments in the code, as the compiler collected them.</summary>
internal static partial class CodeComments
{
    private static readonly XDocument ContractsXml = XDocument.Load(PathOf(typeof(Job)));

    public static XPathDocument Agent() => new(XDocument.Load(PathOf(typeof(TentacleApi))).CreateReader());

    public static XPathDocument Contracts() => new(ContractsXml.CreateReader());

    /// <exception cref="DescriptionException">It is not a type, or nobody said what it means.</exception>
    public static string OfProblemType(string type)
    {
        var field = typeof(ProblemTypes).GetFields().FirstOrDefault(f => f.IsLiteral && (string?)f.GetRawConstantValue() == type)
            ?? throw new DescriptionException($"'{type}' is not a problem type. Use one of Tentacle.Contracts.ProblemTypes, or add it there.");
        return Summary($"F:{typeof(ProblemTypes).FullName}.{field.Name}")
            ?? throw new DescriptionException($"ProblemTypes.{field.Name} has no summary. Write one: when does it come?");
    }

    /// <summary>What the enumeration is, and each of its values.</summary>
    public static string OfEnum(Type type)
    {
        var values = type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (Name: JsonNamingPolicy.CamelCase.ConvertName(f.Name), Text: Summary($"F:{type.FullName}.{f.Name}")));
        return Summary($"T:{type.FullName}") + string.Concat(values.Where(v => v.Text is not null).Select(v => $"\n- `{v.Name}`: {v.Text}"));
    }

    private static string? Summary(string member) =>
        ContractsXml.Descendants("member").FirstOrDefault(m => m.Attribute("name")?.Value == member)?.Element("summary") is { } summary
            ? Space().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim()
            : null;

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value[2..],
        XElement element => $"`{element.Value}`",
        XText text => text.Value,
        _ => "",
    };

    private static string PathOf(Type type) => Path.ChangeExtension(type.Assembly.Location, ".xml");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
