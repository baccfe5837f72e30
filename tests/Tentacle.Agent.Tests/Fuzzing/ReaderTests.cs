using Tentacle.Fuzzing.Engine;
using Tentacle.Fuzzing.Targets;

namespace Tentacle.Agent.Tests.Fuzzing;

/// <summary>Every reader of what comes from outside: what once broke it, and some thousand new inputs. <c>docs/testing.md</c> says how to try millions.</summary>
public sealed class ReaderTests : IDisposable
{
    private const int OrdinarySeed = 20261128;
    private readonly FuzzBench _bench = new();

    public static TheoryData<string> Targets
    {
        get
        {
            using var bench = new FuzzBench();
            return new TheoryData<string>(AllTargets.On(bench).Select(t => t.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Reader_OfWhatOnceBrokeIt_ReadsOrRefuses(string name)
    {
        var target = Target(name);
        foreach (var (file, input) in Corpus.Of(target))
        {
            var verdict = Verdict.Of(target, input);
            Assert.True(verdict.Failure is null, $"Corpus/{name}/{file}: {verdict.Failure}");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Reader_OfAnything_ReadsOrRefusesInBoundedTimeAndMemory(string name)
    {
        var target = Target(name);

        // A change is judged by what it changes: only the full run looks for what is not known yet.
        var seed = Environment.GetEnvironmentVariable("TENTACLE_TESTS_FULL") == "true" ? Random.Shared.Next() : OrdinarySeed;
        var run = new FuzzRun(target, seed);

        run.Run(target.InputsPerTestRun, TestContext.Current.CancellationToken);

        Assert.True(
            run.Failures.Count == 0,
            $"Seed {seed}. Keep each as a file in tests/Tentacle.Fuzzing/Corpus/{name}.\n" + string.Join('\n', run.Failures.Select(f => $"base64 {Convert.ToBase64String(f.Input)}: {f.Failure}")));
    }

    public void Dispose() => _bench.Dispose();

    private FuzzTarget Target(string name) => AllTargets.On(_bench).Single(t => t.Name == name);
}
