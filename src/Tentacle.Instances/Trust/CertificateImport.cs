using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Trust;

/// <summary>
/// Imports certificates that were created elsewhere: PKCS#12 (also as base64 text), PEM and DER, with their chains, or from the Windows store.
/// </summary>
public static class CertificateImport
{
    /// <summary>The maximum size of a certificate with its chain, in bytes.</summary>
    public const int MaxContentSize = 4 * 1024 * 1024;

    private const int MinRsaBits = 2048;
    private const int WrongPassword = unchecked((int)0x80070056);

    /// <param name="content">The certificate as PKCS#12, its base64 text, PEM, or DER. Text may begin with a byte order mark.</param>
    /// <param name="key">A private key from a separate file, in PEM or DER; null when the content holds it.</param>
    /// <param name="password">The password of the PKCS#12 file or the PEM key; null when it has none.</param>
    /// <param name="source">The origin of the content, for messages.</param>
    /// <exception cref="SettingsException">The content has no usable certificate. The message states the reason.</exception>
    public static AgentIdentity Read(byte[] content, byte[]? key, string? password, string source)
    {
        ArgumentNullException.ThrowIfNull(content);
        try
        {
            var all = ReadAll(content, key, password, source);
            var identity = AgentIdentity.From(all) ?? throw new SettingsException(
                $"There is no certificate with its private key in {source}. Export it with the private key; "
                + "a key in a file of its own is named with --key-file.");
            KeyTypes.RequireUsable(identity.Certificate, source);
            return KeyTypes.CanSign(identity.Certificate)
                ? identity
                : throw new SettingsException(
                    $"The private key of the certificate in {source} is neither RSA nor ECDSA and cannot be used here. {KeyTypes.Remedy}");
        }
        catch (Exception e) when (
            e is CryptographicException or FormatException or ArgumentException or NotSupportedException or InvalidOperationException or AsnContentException)
        {
            throw new SettingsException(
                $"The certificate in {source} cannot be opened: {e.Message.TrimEnd('.')}. It may be damaged; name another, or export it again.",
                e);
        }
    }

    /// <summary>Loads a certificate from the store <c>LocalMachine\My</c>. Its key is used in the store and need not be exportable.</summary>
    /// <exception cref="SettingsException">The certificate is not in the store, its key cannot be used, or the system is not Windows.</exception>
    public static AgentIdentity FromWindowsStore(string thumbprint)
    {
        if (!OperatingSystem.IsWindows())
        {
            throw new SettingsException(
                $"The certificate {thumbprint} is said to be in the Windows certificate store, but this machine has none. Import it from a file: "
                + "tentacle import-certificate --from-file FILE.");
        }

        using var store = new X509Store(StoreName.My, StoreLocation.LocalMachine);
        store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        var found = Thumbprint.TryParse(thumbprint, null, out var wanted) ? store.Certificates.FirstOrDefault(wanted.Matches) : null;
        if (found is null)
        {
            throw new SettingsException(
                $"The certificate {thumbprint} is not in the store LocalMachine\\My. See what is there with 'certutil -store My', and name another.");
        }

        return KeyTypes.CanSign(found)
            ? new AgentIdentity(found)
            : throw new SettingsException(
                $"The private key of the certificate {thumbprint} in LocalMachine\\My cannot be used by the account '{Environment.UserName}'. "
                + "Give it the right to read it in certlm.msc (All Tasks, Manage Private Keys).");
    }

    /// <summary>A warning about a certificate that is doubtful but usable; null when there is none.</summary>
    public static string? Warning(X509Certificate2 certificate, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var rsa = certificate.GetRSAPublicKey();
        return rsa is { KeySize: < MinRsaBits }
            ? $"The certificate's RSA key has {rsa.KeySize} bits. Use one of {MinRsaBits} bits or more: some systems refuse shorter ones."
            : certificate.NotAfter.ToUniversalTime() < now ? $"The certificate has been expired since {certificate.NotAfter.ToUniversalTime():u}. "
                + "Peers that look at more than its thumbprint will refuse it."
            : certificate.NotBefore.ToUniversalTime() > now ? $"The certificate is valid from {certificate.NotBefore.ToUniversalTime():u} on only."
            : null;
    }

    private static X509Certificate2Collection ReadAll(byte[] content, byte[]? key, string? password, string source)
    {
        if (content.Length == 0)
        {
            throw new SettingsException($"There is no certificate in {source}: it is empty. Name another.");
        }

        if (FindPem(content) is { } pem)
        {
            return new PemBundle(source, password).Read(pem, key is null ? null : PemOfKey(key));
        }

        var binary = FromBase64(content) ?? content;
        return ContentType(binary) switch
        {
            X509ContentType.Pfx => FromPkcs12(binary, password, source),
            X509ContentType.Cert => new PemBundle(source, password).Read(PemEncoding.WriteString("CERTIFICATE", binary), key is null ? null : PemOfKey(key)),
            _ => throw new SettingsException($"The certificate in {source} cannot be opened: it is neither PKCS#12 (PFX) nor PEM nor DER. Name another."),
        };
    }

    private static X509ContentType ContentType(byte[] content)
    {
        try
        {
            return X509Certificate2.GetCertContentType(content);
        }
        catch (CryptographicException)
        {
            return X509ContentType.Unknown;
        }
    }

    private static X509Certificate2Collection FromPkcs12(byte[] content, string? password, string source)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(content, password, X509KeyStorageFlags.Exportable);
        }
        catch (CryptographicException e) when (e.HResult == WrongPassword)
        {
            throw new SettingsException(
                $"The certificate in {source} cannot be opened: {(password is null ? "it is protected by a password" : "the password is wrong")}. "
                + "Give the right one with '--pfx-password -' on standard input, or name another.", e);
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException)
        {
            // The message can name the kind of a key that cannot be loaded.
            foreach (var certificate in WithoutKeys(content, password))
            {
                KeyTypes.RequireUsable(certificate, source);
            }

            throw;
        }
    }

    private static X509Certificate2Collection WithoutKeys(byte[] content, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(content, password, loaderLimits: new Pkcs12LoaderLimits { IgnorePrivateKeys = true });
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    // Null when the content is not PEM. Windows' tools also write text in UTF-16.
    private static string? FindPem(byte[] content) => Text(content) is var text && text.Contains("-----BEGIN ", StringComparison.Ordinal) ? text : null;

    private static string PemOfKey(byte[] key) => FindPem(key) ?? PemEncoding.WriteString("PRIVATE KEY", FromBase64(key) ?? key);

    private static string Text(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    // Null when the content is not base64 text. A tool may have added zeros and invisible characters around it.
    private static byte[]? FromBase64(byte[] content)
    {
        try
        {
            var text = Text(content).Trim('\uFEFF', '\u200B', '\0', ' ', '\t', '\r', '\n');
            return text.All(char.IsAscii) ? Convert.FromBase64String(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
