using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Trust;

/// <summary>
/// Certificates and keys of PEM text (RFC 7468), in any order. Each certificate is combined with its key. Text before, between and after the blocks
/// is ignored.
/// </summary>
internal sealed class PemBundle(string source, string? password)
{
    private const string Certificate = "CERTIFICATE";
    private const string Pkcs8 = "PRIVATE KEY";
    private const string EncryptedPkcs8 = "ENCRYPTED PRIVATE KEY";
    private const string Pkcs1 = "RSA PRIVATE KEY";
    private const string Sec1 = "EC PRIVATE KEY";
    private const string Dsa = "DSA PRIVATE KEY";
    private const string OpenSsh = "OPENSSH PRIVATE KEY";
    private const string Trusted = "TRUSTED CERTIFICATE";

    // The header of keys that were encrypted by OpenSSL before 1.0. That encryption uses MD5, and its parameters are outside of the encoded data.
    private const string LegacyEncryption = "Proc-Type: 4,ENCRYPTED";
    private const int MaxBlocks = 1000;

    /// <summary>Reads the certificates, each with its private key if there is one.</summary>
    /// <param name="pem">The certificates, and the keys unless they are in a separate file.</param>
    /// <param name="keyPem">The keys from a separate file; null when there is none.</param>
    /// <exception cref="SettingsException">There is no certificate, or a key cannot be used. The message states the reason.</exception>
    public X509Certificate2Collection Read(string pem, string? keyPem)
    {
        var certificates = Certificates(pem);
        if (certificates.Count == 0)
        {
            throw new SettingsException(Blocks(pem).Any(block => block.Label == Trusted)
                ? $"The certificate in {source} is in OpenSSL's own form ('{Trusted}'). Convert it first: openssl x509 -in FILE -out NEW."
                : $"There is no certificate with its private key in {source}: it holds no certificate. "
                    + "Name the file of the certificate, and that of the key with --key-file.");
        }

        var keys = Keys(keyPem ?? pem);
        try
        {
            return Join(certificates, keys);
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    private X509Certificate2Collection Join(List<X509Certificate2> certificates, List<AsymmetricAlgorithm> keys)
    {
        var joined = certificates.Select(certificate => keys.Select(key => TryJoin(certificate, key)).FirstOrDefault(found => found is not null)).ToList();
        return keys.Count == 0 || joined.Exists(certificate => certificate is not null)
            ? [.. certificates.Select((certificate, i) => joined[i] ?? certificate).ToArray()]
            : throw new SettingsException(
                $"The private key does not belong to {(certificates.Count == 1 ? "the certificate" : $"any of the {certificates.Count} certificates")} in "
                + $"{source}. Name the key that the certificate was made with.");
    }

    private List<X509Certificate2> Certificates(string pem)
    {
        var certificates = new List<X509Certificate2>();
        foreach (var block in Blocks(pem).Where(block => block.Label == Certificate))
        {
            var certificate = X509CertificateLoader.LoadCertificate(block.Content);
            KeyTypes.RequireUsable(certificate, source);
            certificates.Add(certificate);
        }

        return certificates;
    }

    private List<AsymmetricAlgorithm> Keys(string pem)
    {
        if (pem.Contains(LegacyEncryption, StringComparison.Ordinal))
        {
            throw new SettingsException(
                $"The private key in {source} is encrypted in OpenSSL's old form, which is not safe and cannot be read here. Convert it first: "
                + "openssl pkcs8 -topk8 -in KEY -out NEW.");
        }

        return [.. Blocks(pem).Select(ReadKey).OfType<AsymmetricAlgorithm>()];
    }

    private AsymmetricAlgorithm? ReadKey((string Label, byte[] Content) block)
    {
        try
        {
            return block.Label switch
            {
                Pkcs8 => Import(block.Content, PrivateKeyType(block.Content)),
                EncryptedPkcs8 => Decrypt(block.Content),
                Pkcs1 => Imported(RSA.Create(), rsa => rsa.ImportRSAPrivateKey(block.Content, out _)),
                Sec1 => Imported(ECDsa.Create(), ecdsa => ecdsa.ImportECPrivateKey(block.Content, out _)),
                Dsa => throw Unusable("DSA"),
                OpenSsh => throw new SettingsException($"The private key in {source} is in OpenSSH's own form. Convert it first: ssh-keygen -p -m PEM -f KEY."),
                _ => null,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(block.Content);
        }
    }

    private AsymmetricAlgorithm Import(byte[] content, string type) =>
        KeyTypes.FindUnusable(type) is { } name ? throw Unusable(name)
        : type == RsaKey ? Imported(RSA.Create(), rsa => rsa.ImportPkcs8PrivateKey(content, out _))
        : Imported(ECDsa.Create(), ecdsa => ecdsa.ImportPkcs8PrivateKey(content, out _));

    private const string RsaKey = "1.2.840.113549.1.1.1";

    private AsymmetricAlgorithm Decrypt(byte[] content)
    {
        if (password is null)
        {
            throw new SettingsException(
                $"The certificate in {source} cannot be opened: its private key is protected by a password. "
                + "Give it with '--pfx-password -' on standard input.");
        }

        try
        {
            return Imported(RSA.Create(), rsa => rsa.ImportEncryptedPkcs8PrivateKey(password, content, out _));
        }
        catch (CryptographicException)
        {
            // The key is of another kind, or the password is wrong. The next attempt assumes another kind.
        }

        try
        {
            return Imported(ECDsa.Create(), ecdsa => ecdsa.ImportEncryptedPkcs8PrivateKey(password, content, out _));
        }
        catch (CryptographicException e)
        {
            throw new SettingsException(
                $"The certificate in {source} cannot be opened: the password is wrong, or its private key is neither RSA nor ECDSA. "
                + "Give the right --pfx-password, or name another.",
                e);
        }
    }

    private SettingsException Unusable(string name) => new($"The private key in {source} is an {name} key, which cannot be used here. {KeyTypes.Remedy}");

    // PrivateKeyInfo of RFC 5208: SEQUENCE { version INTEGER, algorithm SEQUENCE { OBJECT IDENTIFIER, … }, … }.
    private static string PrivateKeyType(byte[] content)
    {
        var info = new AsnReader(content, AsnEncodingRules.BER).ReadSequence();
        info.ReadInteger();
        return info.ReadSequence().ReadObjectIdentifier();
    }

    private static T Imported<T>(T key, Action<T> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    // Null when the key belongs to another certificate. Windows' TLS rejects an attached key, but accepts a key that was loaded from a PKCS#12.
    private static X509Certificate2? TryJoin(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        try
        {
            using var joined = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
            return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Label, byte[] Content)> Blocks(string pem)
    {
        var at = 0;
        for (var count = 0; count < MaxBlocks && PemEncoding.TryFind(pem.AsSpan(at), out var fields); count++)
        {
            var block = pem.AsSpan(at);
            var content = new byte[fields.DecodedDataLength];
            if (Convert.TryFromBase64Chars(block[fields.Base64Data], content, out _))
            {
                yield return (block[fields.Label].ToString(), content);
            }

            at += fields.Location.End.Value;
        }
    }
}
