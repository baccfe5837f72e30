using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Core.Diagnostics;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Diagnostics;

public sealed class AuditTrailTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly AuditTrail _trail;

    public AuditTrailTests() => _trail = new AuditTrail(_directory.Path, _time);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Add_ByMany_IsOneLineEach()
    {
        Parallel.For(0, 100, i => Add($"call {i}"));

        var lines = File.ReadAllLines(_directory["audit.ndjson"]).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(100, lines.Select(line => (string?)line["what"]).Distinct().Count());
        Assert.All(lines, line => Assert.Equal(["time", "who", "from", "what", "status", "result", "traceId"], line.AsObject().Select(member => member.Key)));
    }

    [Fact]
    public void Add_NextDay_BeginsAFileAndForgetsWhatIs90DaysOld()
    {
        var today = _time.GetUtcNow();
        string[] old = [Name(today.AddDays(-200)), Name(today.AddDays(-90)), Name(today.AddDays(-1))];
        Array.ForEach(old, name => File.WriteAllText(_directory[name], ""));
        Add("yesterday");

        _time.Advance(TimeSpan.FromDays(1));
        Add("today");

        Assert.Contains("today", Assert.Single(File.ReadAllLines(_directory["audit.ndjson"])), StringComparison.Ordinal);
        Assert.Contains("yesterday", Assert.Single(File.ReadAllLines(_directory[Name(today)])), StringComparison.Ordinal);
        Assert.Equal(((string[])[Name(today), old[2]]).Order(), Directory.GetFiles(_directory.Path, "audit-*").Select(Path.GetFileName).Order());
    }

    private static string Name(DateTimeOffset day) => $"audit-{day.UtcDateTime:yyyyMMdd}.ndjson";

    private void Add(string what) => _trail.Add(new AuditRecord(_time.GetUtcNow(), "local:me", "local", what, 200, "done", null));
}
