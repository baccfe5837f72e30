namespace Tentacle.Contracts;

/// <summary>Bounds that the API sets, the same for every agent.</summary>
public static class ApiLimits
{
    /// <summary>The longest JSON body, in bytes.</summary>
    public const long JsonBytes = 16 * 1024 * 1024;
}
