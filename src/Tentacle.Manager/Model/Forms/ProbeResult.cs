using Tentacle.Contracts;

namespace Tentacle.Manager.Model.Forms;

/// <param name="Words">The result and, for a failure, the remedy.</param>
public sealed record ProbeResult(string Words)
{
    /// <summary>The thumbprint of the presented certificate; null when none was presented.</summary>
    public Thumbprint? Presented { get; init; }

    public Thumbprint? PresentedSha1 { get; init; }

    public bool IsReached => Presented is not null;

    public bool Is(Thumbprint expected) => Presented == expected || PresentedSha1 == expected;
}
