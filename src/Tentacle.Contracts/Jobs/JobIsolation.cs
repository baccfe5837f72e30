using System.ComponentModel.DataAnnotations;

namespace Tentacle.Contracts;

/// <summary>A reader/writer lock by name: <see cref="IsolationLevel.Full"/> runs alone among jobs of the same name.</summary>
public sealed record JobIsolation
{
    public const string DefaultName = "RunningScript";

    /// <summary><c>full</c> to run alone, or <c>none</c> to run beside other jobs of that level.</summary>
    public IsolationLevel Level { get; set; } = IsolationLevel.Full;

    /// <summary>The name of the lock.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string Name { get; set; } = DefaultName;

    /// <summary>The maximum time that the job waits for the lock; 0 means no limit.</summary>
    [Range(0, int.MaxValue)]
    public int TimeoutSeconds { get; init; }
}
