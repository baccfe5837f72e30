using System.Text.Json;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts.Tests;

public sealed class ProblemTests
{
    [Fact]
    public void Serialize_ThereAndBack_KeepsMembersThatOnlyItsTypeHas()
    {
        const string json = """{"type":"urn:tentacle:problem:x","title":"t","status":409,"detail":"d","instance":"/i","traceId":"1","expected-offset":5}""";
        var problem = JsonSerializer.Deserialize(json, ApiJson.Default.Problem)!;
        Assert.Equal(5, problem.Extensions!["expected-offset"].GetInt32());
        Assert.Equal(json, JsonSerializer.Serialize(problem, ApiJson.Default.Problem));
    }
}
