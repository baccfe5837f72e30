namespace Tentacle.Client;

/// <summary>A transferred file. The digests at both ends were compared.</summary>
/// <param name="Path">The path of the target.</param>
/// <param name="Sha256">The SHA-256 in lower-case hex.</param>
/// <param name="WasThere">True when an identical file existed already, so that nothing was transferred.</param>
public sealed record TransferredFile(string Path, long Length, string Sha256, bool WasThere);
