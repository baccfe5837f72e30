using System.Globalization;

namespace Tentacle.Fuzzing;

/// <param name="Targets">By name; none is all.</param>
/// <param name="Inputs">For each.</param>
/// <param name="Seed">The same inputs again.</param>
internal sealed record FuzzOptions(IReadOnlyList<string> Targets, long Inputs, int Seed)
{
    public const string Usage = "Usage: dotnet run -c Release --project tests/Tentacle.Fuzzing -- [TARGET...] [--inputs 10000000] [--seed N]";
    private const long DefaultInputs = 10_000_000;

    /// <summary>Null when the arguments cannot be understood; <paramref name="error"/> says which.</summary>
    public static FuzzOptions? Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> names, out string? error)
    {
        error = null;
        var (targets, inputs, seed) = (new List<string>(), DefaultInputs, Random.Shared.Next());
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--inputs" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out inputs):
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out seed):
                    i++;
                    break;
                case var name when names.Contains(name):
                    targets.Add(name);
                    break;
                default:
                    error = $"'{arguments[i]}' is not a target or an option, or '{value}' is not a value for it. Targets: {string.Join(", ", names)}.";
                    return null;
            }
        }

        return new FuzzOptions(targets, inputs, seed);
    }
}
