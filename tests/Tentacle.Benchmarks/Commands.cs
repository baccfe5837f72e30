using System.Globalization;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Benchmarks;

/// <summary>How long a short command takes from start to end, beside <c>git --version</c> in the same run.</summary>
internal static class Commands
{
    private const int Runs = 50;
    private const double MaxMilliseconds = 60;
    private const double TimesGit = 1.5;
    private const double BeyondGit = 40;
    private static readonly string[] Names = ["help", "version", "show-thumbprint"];

    public static async Task MeasureAsync(TemporaryInstance instance)
    {
        var git = new List<double>();
        var samples = Names.ToDictionary(name => name, _ => new List<double>());
        for (var i = 0; i < Runs; i++)
        {
            // One after the other, so that all see the same machine.
            git.Add(await TimeAsync(new ProgramStart("git", "--version")));
            foreach (var name in Names)
            {
                samples[name].Add(await TimeAsync(instance.Command(name)));
            }
        }

        Figures.Print("commands", "git --version", Figures.Milliseconds(git));
        var limit = Math.Min(MaxMilliseconds, (TimesGit * Figures.Median(git)) + BeyondGit);
        foreach (var (name, taken) in samples)
        {
            var median = Figures.Median(taken);
            Figures.Print("commands", $"tentacle {name}", Figures.Milliseconds(taken));
            Figures.Print("commands", $"tentacle {name} beside git --version", string.Create(CultureInfo.InvariantCulture, $"{median / Figures.Median(git):0.0} times; {(median <= limit ? "within" : "BEYOND")} {limit:0.0} ms"));
        }
    }

    private static Task<double> TimeAsync(ProgramStart program) =>
        Figures.TimeAsync(async () => (await RunningProgram.RunAsync(program, CancellationToken.None)).Succeeded());
}
