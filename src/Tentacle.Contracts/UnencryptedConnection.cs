
namespace Tentacle.Contracts;

/// <summary>A peer whose connection was rejected because it connected to the TLS port without TLS.</summary>
public sealed record UnencryptedConnection
{
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>The time of the last rejection.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The remote address; null when the socket did not report it.</summary>
    public required string? Address { get; init; }

    /// <summary>The protocol that the peer used instead.</summary>
    public required UnencryptedProtocol Protocol { get; init; }

    /// <summary>The problem and the remedy, as a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>The number of rejections.</summary>
    public required int Count { get; init; }
}
