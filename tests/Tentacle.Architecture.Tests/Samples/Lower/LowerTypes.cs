namespace Tentacle.Architecture.Tests.Samples.Lower;

internal interface ILower;

internal sealed class LowerField;

internal sealed class LowerParameter;

internal sealed class LowerInLambda;

internal sealed class LowerArgument;

internal sealed class LowerToken;

internal sealed class LowerElement;

internal sealed class LowerException : Exception;

internal sealed class LowerUnused;

internal static class LowerStatic
{
    public static string Call<T>() => typeof(T).Name;
}
