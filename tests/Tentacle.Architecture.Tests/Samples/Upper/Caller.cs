using Tentacle.Architecture.Tests.Samples.Lower;

namespace Tentacle.Architecture.Tests.Samples.Upper;

/// <summary>Uses each of the lower types in one way only, so that each way is seen to be found.</summary>
internal sealed class Caller : ILower
{
    private readonly LowerField? _field;

    public Caller(LowerField? field) => _field = field;

    public static async Task<int> CallAsync(LowerParameter parameter)
    {
        await Task.Yield();
        _ = parameter;
        Func<object> inLambda = () => new LowerInLambda();
        Func<string> called = LowerStatic.Call<LowerArgument>;
        try
        {
            return inLambda().GetHashCode() + called().Length + typeof(LowerToken).Name.Length;
        }
        catch (LowerException)
        {
            return 0;
        }
    }

    public List<LowerElement[]>? Elements() => _field is null ? null : [];
}
