using System.Security.Cryptography;
using System.Text;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Secrets;

/// <summary>
/// The key that encrypts an instance's secrets on disk: 32 random bytes in an owner-only file outside the home, so that a copy of the home reveals no
/// secrets.
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
        // Encryption and hashing each have their own key.
        _encryptionKey = Derive(key, "tentacle/encrypt/1"u8);
        _hashKey = Derive(key, "tentacle/hash/1"u8);
    }

    /// <summary>The instance's key. It is created when there is none and no secret was protected with one.</summary>
    /// <exception cref="SettingsException">The key cannot be read or created. The message names the file, the account and the remedy.</exception>
    public static SecretsKey LoadOrCreate(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        SecretsKeyFile.RequireNotLost(instance);
        return SecretsKeyFile.LoadOrCreate(SecretsKeyFile.PathOf(instance));
    }

    /// <summary>As <see cref="LoadOrCreate(Instance)"/>, for commands that replace the secrets of a lost key.</summary>
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

    /// <summary>Encrypts data. Data that is protected for one purpose cannot be decrypted for another.</summary>
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

    /// <exception cref="CryptographicException">The data was protected with another key or for another purpose, or was changed.</exception>
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

    /// <summary>The HMAC-SHA256 of the data. It is equal for equal data and purpose, and reveals nothing about the data without the key.</summary>
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
