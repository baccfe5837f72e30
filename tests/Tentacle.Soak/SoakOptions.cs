using System.Globalization;
using Tentacle.Testing.Programs;

namespace Tentacle.Soak;

/// <summary>How long and what a run does.</summary>
/// <param name="Duration">Of the load; settling and checking come after it.</param>
/// <param name="Seed">Chooses every action; times between them are the machine's.</param>
/// <param name="Native">The published native programs instead of the build output.</param>
/// <param name="Damages">Damages records and settings, too.</param>
internal sealed record SoakOptions(TimeSpan Duration, int Seed, bool Native, bool Damages = false)
{
    public const string Usage = "Usage: dotnet run -c Release --project tests/Tentacle.Soak -- [--minutes 60] [--seed N] [--native] [--damage]";
    private const double DefaultMinutes = 60;
    private const double MaxMinutes = 7 * 24 * 60;

    /// <summary>Null when the arguments cannot be understood; <paramref name="error"/> says which.</summary>
    public static SoakOptions? Parse(IReadOnlyList<string> arguments, out string? error)
    {
        error = null;
        var options = new SoakOptions(TimeSpan.FromMinutes(DefaultMinutes), Random.Shared.Next(), Native: false);
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--native":
                    options = options with { Native = true };
                    break;
                case "--damage":
                    options = options with { Damages = true };
                    break;
                case "--minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= MaxMinutes:
                    options = options with { Duration = TimeSpan.FromMinutes(minutes) };
                    i++;
                    break;
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    i++;
                    break;
                default:
                    error = $"'{arguments[i]}' is not an option, or '{value}' is not a value for it.";
                    return null;
            }
        }

        return options;
    }

    public Task<TentacleExecutable> FindExecutableAsync(CancellationToken cancellationToken) =>
        Native ? PublishedTentacle.GetAsync(cancellationToken) : Task.FromResult(TentacleExecutable.Built);
}
