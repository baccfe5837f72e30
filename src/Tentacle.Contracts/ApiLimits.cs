namespace Tentacle.Contracts;

/// <summary>Limits of the API, the same for every agent.</summary>
public static class ApiLimits
{
    /// <summary>The maximum size of a JSON body, in bytes.</summary>
    public const long JsonBytes = 16 * 1024 * 1024;
}
