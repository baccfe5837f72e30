using System.Text.Json;
using System.Text.Json.Nodes;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests.Settings;

/// <summary><c>docs/settings.schema.json</c> is what the code reads. TENTACLE_UPDATE_DOCS=true writes it.</summary>
public sealed class SettingsSchemaTests
{
    private static readonly string Path = System.IO.Path.Combine(SourceTree.Root, "docs", "settings.schema.json");

    [Fact]
    public void Schema_OnDisk_IsThatOfTheCode()
    {
        var made = SettingsSchema.Make();
        if (Environment.GetEnvironmentVariable("TENTACLE_UPDATE_DOCS") == "true")
        {
            File.WriteAllText(Path, made);
        }

        Assert.True(File.Exists(Path) && File.ReadAllText(Path) == made, "docs/settings.schema.json is not what the code reads. Run this test with TENTACLE_UPDATE_DOCS=true.");
    }

    public static TheoryData<string> Limited => [.. SettingsSchema.Limits.Keys];

    [Theory]
    [MemberData(nameof(Limited))]
    public void Schema_Limits_AreTheRulesOfTheCode(string member)
    {
        var (least, most) = SettingsSchema.Limits[member];

        Assert.DoesNotContain(member, Problem(member, least), StringComparison.Ordinal);
        Assert.Contains(member, Problem(member, least - 1), StringComparison.Ordinal);
        if (most is { } limit)
        {
            Assert.DoesNotContain(member, Problem(member, limit), StringComparison.Ordinal);
            Assert.Contains(member, Problem(member, limit + 1), StringComparison.Ordinal);
        }
    }

    private static string Problem(string member, long value)
    {
        JsonNode json = JsonValue.Create(value);
        foreach (var name in member.Split('.').Reverse())
        {
            json = new JsonObject { [name] = json };
        }

        var settings = JsonSerializer.Deserialize(json.ToJsonString(), ReadableSettingsJson.Default.InstanceSettings)!;
        return string.Join(" ", SettingsRules.Check(settings));
    }
}
