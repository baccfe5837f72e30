using System.Text.Json.Nodes;
using Tentacle.Manager.Api;
using Tentacle.Testing;

namespace Tentacle.Manager.Tests.Model;

public sealed class AgentApiTests
{
    // A browser sets this one itself.
    private const string SetByTheBrowser = "Accept-Encoding";

    [Fact]
    public void KeptRequestHeaders_HaveEveryHeaderThatTheDocumentDescribes()
    {
        var document = JsonNode.Parse(File.ReadAllText(SourceTree.At("openapi", "tentacle.v1.json")))!;
        var described = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject())
            .SelectMany(operation => operation.Value!["parameters"]?.AsArray() ?? [])
            .Where(parameter => (string?)parameter!["in"] == "header")
            .Select(parameter => (string)parameter!["name"]!)
            .Distinct(StringComparer.OrdinalIgnoreCase);

        Assert.Equal([SetByTheBrowser], described.Except(AgentApi.KeptRequestHeaders, StringComparer.OrdinalIgnoreCase));
    }
}
