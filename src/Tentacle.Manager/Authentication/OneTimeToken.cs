using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tentacle.Manager.Authentication;

/// <summary>The token that proves that the browser was opened by an account with access to the forwarding file. It is valid once, and for one minute.</summary>
public sealed class OneTimeToken(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const int RandomBytes = 32;
    private readonly Lock _lock = new();
    private byte[]? _hash;
    private long _issuedAt;

    /// <summary>Issues a new token and invalidates the previous one.</summary>
    public string Issue()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        lock (_lock)
        {
            (_hash, _issuedAt) = (HashOf(token), time.GetTimestamp());
        }

        return token;
    }

    /// <summary>Returns true once, for the latest token, until it expires.</summary>
    public bool TryUse(string? token)
    {
        lock (_lock)
        {
            if (token is null || _hash is null || time.GetElapsedTime(_issuedAt) > Lifetime || !CryptographicOperations.FixedTimeEquals(HashOf(token), _hash))
            {
                return false;
            }

            _hash = null;
            return true;
        }
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
