using System.Security.Cryptography;
using System.Text;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Core.Instances.Secrets;

/// <summary>
/// The key under which an instance's secrets lie on the disk: 32 random bytes in an owner-only file outside the home, so that a copy of
/// the home gives nothing away.
/// </summary>
public sealed class SecretsKey : IDisposable
{
    internal const int Length = 32;

    private const byte FormatVersion = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;

    private readonly byte[] _encryptionKey;
    private readonly byte[] _hashKey;

    internal SecretsKey(ReadOnlySpan<byte> key)
    {
        // Two uses, two keys.
        _encryptionKey = Derive(key, "tentacle/encrypt/1"u8);
        _hashKey = Derive(key, "tentacle/hash/1"u8);
    }

    /// <summary>The instance's key; made when there is none and nothing was protected with one.</summary>
    /// <exception cref="SettingsException">It cannot be read or made: which file, which account, what to do.</exception>
    public static SecretsKey LoadOrCreate(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        SecretsKeyFile.RequireNotLost(instance);
        return SecretsKeyFile.LoadOrCreate(SecretsKeyFile.PathOf(instance));
    }

    /// <summary>As <see cref="LoadOrCreate(Instance)"/>, for commands that replace what the lost key protected.</summary>
    public static SecretsKey LoadOrReplace(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return SecretsKeyFile.LoadOrCreate(SecretsKeyFile.PathOf(instance));
    }

    /// <summary>The key of an instance in the index of this process; see <see cref="LoadOrCreate(Instance)"/>.</summary>
    public static SecretsKey LoadOrCreate(string instanceName)
    {
        var roots = ConfigurationRoots.ForThisProcess();
        var root = new InstanceIndex(roots).FindFile(instanceName)?.Root ?? roots.Write;
        return SecretsKeyFile.LoadOrCreate(SecretsKeyFile.PathOf(root, instanceName));
    }

    /// <summary>Encrypts; what was protected for one purpose cannot be read for another.</summary>
    public byte[] Protect(string purpose, ReadOnlySpan<byte> data)
    {
        var result = new byte[HeaderLength + data.Length];
        result[0] = FormatVersion;
        var nonce = result.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);

        using var cipher = new AesGcm(_encryptionKey, TagLength);
        cipher.Encrypt(nonce, data, result.AsSpan(HeaderLength), result.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        return result;
    }

    /// <exception cref="CryptographicException">It was protected by another key or for another purpose, or was changed.</exception>
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderLength || data[0] != FormatVersion)
        {
            throw new CryptographicException("This is not protected data of a version that is known here.");
        }

        var result = new byte[data.Length - HeaderLength];
        using var cipher = new AesGcm(_encryptionKey, TagLength);
        cipher.Decrypt(data.Slice(1, NonceLength), data[HeaderLength..], data.Slice(1 + NonceLength, TagLength), result, Encoding.UTF8.GetBytes(purpose));
        return result;
    }

    /// <summary>HMAC-SHA256: equal for equal data and purpose, and says nothing of the data to who has not the key.</summary>
    public byte[] Hash(string purpose, ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _hashKey);
        var name = Encoding.UTF8.GetBytes(purpose);

        // The length keeps "ab"+"c" apart from "a"+"bc".
        hash.AppendData(BitConverter.GetBytes(name.Length));
        hash.AppendData(name);
        hash.AppendData(data);
        return hash.GetHashAndReset();
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_encryptionKey);
        CryptographicOperations.ZeroMemory(_hashKey);
    }

    private static byte[] Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> use)
    {
        var derived = new byte[Length];
        HKDF.Expand(HashAlgorithmName.SHA256, key, derived, use);
        return derived;
    }
}
