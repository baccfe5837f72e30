using Tentacle.Soak;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>A short run of the soak, which otherwise runs for hours by hand.</summary>
[Collection(typeof(CrowdCollection))]
public sealed class SoakSpecs(ITestOutputHelper output)
{
    private const int OrdinarySeed = 3;
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(35);

    [Fact]
    public async Task I_can_load_and_harm_agents_at_random_for_a_minute_and_everything_is_accounted_for()
    {
        // A change is judged by what it changes: only the full run looks for what is not known yet.
        var seed = Environment.GetEnvironmentVariable("TENTACLE_TESTS_FULL") == "true" ? Random.Shared.Next() : OrdinarySeed;
        var passed = await SoakRun.RunAsync(new SoakOptions(Load, seed, Native: false), output.WriteLine, TestContext.Current.CancellationToken);

        Assert.True(passed, "The soak found failures: its output says which, and with which seed it runs again.");
    }
}
