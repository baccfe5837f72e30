using System.Net;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Description;

/// <summary>The description in the repository is the one of the code, and the one that agents serve.</summary>
public sealed class OpenApiSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>
{
    private static readonly string CheckedIn = SourceTree.At("openapi", "tentacle.v1.json");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_find_in_the_repository_what_the_code_describes()
    {
        using var here = new TemporaryDirectory();
        (await RunAsync(here["now.json"])).Succeeded();
        (await RunAsync("--check")).Succeeded();

        Assert.Equal(await File.ReadAllTextAsync(CheckedIn, Cancel), await File.ReadAllTextAsync(here["now.json"], Cancel));
    }

    [Fact]
    public async Task I_am_told_how_to_bring_a_description_up_to_date()
    {
        using var here = new TemporaryDirectory();
        await File.WriteAllTextAsync(here["old.json"], (await File.ReadAllTextAsync(CheckedIn, Cancel)).Replace("409", "408", StringComparison.Ordinal), Cancel);
        var result = await RunAsync("--check", here["old.json"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Regenerate it and commit it: dotnet run --project tools/Tentacle.OpenApi", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_get_the_description_from_the_agent_byte_for_byte()
    {
        using var response = await agent.ReadAsync("/api/v1/openapi.json");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(await File.ReadAllBytesAsync(CheckedIn, Cancel), await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    private static Task<ProgramResult> RunAsync(params string[] arguments)
    {
        var program = SourceTree.At("tools", "Tentacle.OpenApi", "bin", SourceTree.Configuration, "net10.0", "Tentacle.OpenApi");
        return RunningProgram.RunAsync(new ProgramStart(program, arguments), Cancel);
    }
}
