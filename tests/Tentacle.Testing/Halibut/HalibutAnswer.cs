namespace Tentacle.Testing.Halibut;

/// <summary>The answer to a call.</summary>
/// <param name="Message">The whole message.</param>
/// <param name="Content">The data stream after it. Null when there is none.</param>
public sealed record HalibutAnswer(HalibutDocument Message, byte[]? Content)
{
    /// <summary>The result. Null for a call without one, and for a failed call.</summary>
    public object? Value => Message["result"];

    /// <summary>The result as a document.</summary>
    public HalibutDocument Result => (HalibutDocument)(Value ?? throw new InvalidOperationException($"The call has no result: {Error?.Text("details")}"));

    /// <summary>Null when the call succeeded.</summary>
    public HalibutDocument? Error => (HalibutDocument?)Message["error"];
}
