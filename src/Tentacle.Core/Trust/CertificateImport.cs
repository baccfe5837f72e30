using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tentacle.Contracts;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Core.Trust;

/// <summary>Certificates that were made elsewhere: PKCS#12 (also as base64 text) and PEM, with their chains, or in the Windows store.</summary>
public static class CertificateImport
{
    private const int LeastRsaBits = 2048;

    /// <param name="content">PKCS#12, its base64 text, or PEM.</param>
    /// <param name="key">A PEM private key that is kept in a file of its own; null when the content holds it.</param>
    /// <param name="password">Of the PKCS#12 file or the PEM key; null when it has none.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="SettingsException">There is no usable certificate in it; the message says why.</exception>
    public static AgentIdentity Read(byte[] content, string? key, string? password, string source)
    {
        ArgumentNullException.ThrowIfNull(content);
        try
        {
            var all = IsPem(content) ? FromPem(Encoding.UTF8.GetString(content), key, password) : FromPkcs12(content, password);
            return AgentIdentity.Of(all) ?? throw new SettingsException(
                $"There is no certificate with its private key in {source}. Export it with the private key; a PEM key in a file of its own is named with --key-file.");
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            throw new SettingsException(
                $"The certificate in {source} cannot be opened: {(password is null ? "it is protected by a password, or " : "the password is wrong, or it ")}is no PKCS#12 (PFX) or PEM. Give the right --pfx-password, or name another.", e);
        }
    }

    /// <summary>A certificate of the store <c>LocalMachine\My</c>. Its key is used where it is and need not be exportable.</summary>
    /// <exception cref="SettingsException">It is not there, its key cannot be used, or this is not Windows.</exception>
    public static AgentIdentity FromWindowsStore(string thumbprint)
    {
        if (!OperatingSystem.IsWindows())
        {
            throw new SettingsException($"The certificate {thumbprint} is said to be in the Windows certificate store, but this machine has none. Import it from a file: tentacle import-certificate --from-file FILE.");
        }

        using var store = new X509Store(StoreName.My, StoreLocation.LocalMachine);
        store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        var found = Thumbprint.TryParse(thumbprint, null, out var wanted) ? store.Certificates.FirstOrDefault(wanted.Matches) : null;
        if (found is null)
        {
            throw new SettingsException($"The certificate {thumbprint} is not in the store LocalMachine\\My. See what is there with 'certutil -store My', and name another.");
        }

        return CanUseKey(found)
            ? new AgentIdentity(found)
            : throw new SettingsException(
                $"The private key of the certificate {thumbprint} in LocalMachine\\My cannot be used by the account '{Environment.UserName}'. Give it the right to read it in certlm.msc (All Tasks, Manage Private Keys).");
    }

    /// <summary>What is doubtful about a certificate but does not keep it from being used; null when nothing is.</summary>
    public static string? Warning(X509Certificate2 certificate, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var rsa = certificate.GetRSAPublicKey();
        return rsa is { KeySize: < LeastRsaBits }
            ? $"The certificate's RSA key has {rsa.KeySize} bits. Use one of {LeastRsaBits} bits or more: some systems refuse shorter ones."
            : certificate.NotAfter.ToUniversalTime() < now ? $"The certificate has been expired since {certificate.NotAfter.ToUniversalTime():u}. Peers that look at more than its thumbprint will refuse it."
            : certificate.NotBefore.ToUniversalTime() > now ? $"The certificate is valid from {certificate.NotBefore.ToUniversalTime():u} on only."
            : null;
    }

    private static bool IsPem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private static X509Certificate2Collection FromPkcs12(byte[] content, string? password) =>
        X509CertificateLoader.LoadPkcs12Collection(FromBase64(content) ?? content, password, X509KeyStorageFlags.Exportable);

    // Null when it is no text of base64.
    private static byte[]? FromBase64(byte[] content)
    {
        if (!content.All(b => b < 128))
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(Encoding.ASCII.GetString(content));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static X509Certificate2Collection FromPem(string pem, string? key, string? password)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        var keyed = all.Select(certificate => TryJoin(certificate, key ?? pem, password)).ToList();
        return [.. all.Select((certificate, i) => keyed[i] ?? certificate).ToArray()];
    }

    // Null when the key belongs to another certificate of the bundle, or there is none.
    private static X509Certificate2? TryJoin(X509Certificate2 certificate, string key, string? password)
    {
        try
        {
            using var joined = password is not null && key.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromEncryptedPem(certificate.ExportCertificatePem(), key, password)
                : X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
            return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
        catch (Exception e) when (e is ArgumentException || (e is CryptographicException && password is null && !key.Contains("ENCRYPTED", StringComparison.Ordinal)))
        {
            return null;
        }
    }

    private static bool CanUseKey(X509Certificate2 certificate)
    {
        try
        {
            using AsymmetricAlgorithm? key = certificate.GetECDsaPrivateKey() ?? (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey();
            return key is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
