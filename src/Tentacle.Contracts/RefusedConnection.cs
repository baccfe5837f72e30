namespace Tentacle.Contracts;

/// <summary>A peer whose connection was rejected because its thumbprint is not trusted.</summary>
public sealed record RefusedConnection
{
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>The time of the last rejection.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The remote address at the last rejection; null when the socket did not report it.</summary>
    public required string? Address { get; init; }

    /// <summary>The subject in the peer's certificate. The peer chooses this text, so it proves nothing. It is printable and truncated.</summary>
    public required string ClaimedSubject { get; init; }

    public required Thumbprint Thumbprint { get; init; }
    public required Thumbprint Sha1Thumbprint { get; init; }

    /// <summary>The number of rejections.</summary>
    public required int Count { get; init; }

    /// <summary>The command that trusts the thumbprint.</summary>
    public required string TrustCommand { get; init; }
}
