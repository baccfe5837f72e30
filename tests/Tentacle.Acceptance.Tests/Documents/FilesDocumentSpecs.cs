using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Documents;

/// <summary>What docs/files.md says is what happens.</summary>
public sealed class FilesDocumentSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_type_the_commands_of_the_page_on_files()
    {
        using var here = new TemporaryDirectory();
        agent.Server.WritePem(here.Path);
        var blocks = DocumentedCommands.Read(nameof(FilesDocumentSpecs), "docs", "files.md").Select(b => b.Replace("10933", $"{agent.Instance.Port}", StringComparison.Ordinal));
        var script = "set -euo pipefail\n" + string.Join('\n', blocks);
        var result = (await RunningProgram.RunAsync(new ProgramStart("bash", "-c", script) { WorkingDirectory = here.Path }, Cancel)).Succeeded();

        var content = await File.ReadAllBytesAsync(here["app.zip"], Cancel);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(agent.Instance.Home, "packages", "app.zip"), Cancel));
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(agent.Instance.Home, "packages", "pieces.zip"), Cancel));
        Assert.Equal(content, await File.ReadAllBytesAsync(here["whole.zip"], Cancel));
        Assert.Equal(content, await File.ReadAllBytesAsync(here["resumed.zip"], Cancel));
        Assert.Equal(content[100..200], await File.ReadAllBytesAsync(here["part"], Cancel));
        Assert.Equal(content[^100..], await File.ReadAllBytesAsync(here["end"], Cancel));
        Assert.Equal(string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i}\n")), await File.ReadAllTextAsync(here["report.txt"], Cancel));
        Assert.Contains("\nsent: 0\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n304\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("urn:tentacle:problem:precondition-failed", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"offset\":1000000", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Errors);
        Assert.Equal(["app.zip", "pieces.zip"], Directory.GetFiles(Path.Combine(agent.Instance.Home, "packages")).Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists(Path.Combine(agent.Instance.Home, "tools")));
    }
}
