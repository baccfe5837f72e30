
namespace Tentacle.Client;

/// <summary>The peer presented a certificate other than the pinned one, or the agent does not trust ours. A retry does not help.</summary>
public sealed class TentacleTrustException : TentacleConnectionException
{
    public TentacleTrustException()
    {
    }

    public TentacleTrustException(string message)
        : base(message)
    {
    }

    public TentacleTrustException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
