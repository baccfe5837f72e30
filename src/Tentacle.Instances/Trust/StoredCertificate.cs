using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Trust;

/// <summary>Stores the agent's certificate in the settings and loads it from there. The settings never contain the private key unencrypted.</summary>
public static class StoredCertificate
{
    private const string Purpose = "agent-certificate";

    /// <summary>Creates a certificate when the settings have none, and returns its thumbprint. Returns null when they have one.</summary>
    /// <exception cref="SettingsException">The settings cannot be read or written.</exception>
    public static Thumbprint? Ensure(Instance instance, SecretsKey key, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (IsIn(instance.Settings.Load()))
        {
            return null;
        }

        using var identity = new AgentIdentity(AgentCertificate.Create(time));
        var change = instance.Settings.Change(settings => IsIn(settings) ? settings : Store(settings, identity, key));
        return change.Changed ? identity.Thumbprint : null;
    }

    /// <summary>Returns the settings with this certificate. A next certificate is removed.</summary>
    public static InstanceSettings Store(InstanceSettings settings, AgentIdentity identity, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(identity);
        return settings with
        {
            Tentacle = settings.Tentacle with
            {
                Certificate = Protect(identity, key),
                CertificateThumbprint = identity.Thumbprint.Value,
                CertificateInStore = false,
                NextCertificate = null,
            },
        };
    }

    /// <summary>Returns the settings with this certificate as the next one, which replaces the current one at the given time.</summary>
    public static InstanceSettings StoreNext(InstanceSettings settings, AgentIdentity identity, SecretsKey key, DateTimeOffset from)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(identity);
        var next = new NextCertificate { Certificate = Protect(identity, key), CertificateThumbprint = identity.Thumbprint.Value, From = from };
        return settings with { Tentacle = settings.Tentacle with { NextCertificate = next } };
    }

    /// <summary>Returns the settings with a reference to a certificate in the Windows store <c>LocalMachine\My</c>. Its key remains in the store.</summary>
    public static InstanceSettings NameStored(InstanceSettings settings, Thumbprint thumbprint)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with
        {
            Tentacle = settings.Tentacle with
            {
                Certificate = null,
                CertificateThumbprint = thumbprint.Value,
                CertificateInStore = true,
                NextCertificate = null,
            },
        };
    }

    /// <summary>Returns the settings with the next certificate as the current one when its time has come, otherwise the same object.</summary>
    public static InstanceSettings Promote(InstanceSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Tentacle.NextCertificate is { } next && next.From <= now
            ? settings with
            {
                Tentacle = settings.Tentacle with
                {
                    Certificate = next.Certificate,
                    CertificateThumbprint = next.CertificateThumbprint,
                    CertificateInStore = false,
                    NextCertificate = null,
                },
            }
            : settings;
    }

    /// <summary>True when the settings have an identity.</summary>
    public static bool IsIn(InstanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Tentacle is { Certificate: not null } or { CertificateInStore: true } or { PlainCertificate: not null };
    }

    /// <summary>The current identity; null when there is none yet.</summary>
    /// <exception cref="SettingsException">The certificate was encrypted with another key, is damaged, or is no longer in the Windows store.</exception>
    public static AgentIdentity? Load(InstanceSettings settings, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(key);
        var tentacle = settings.Tentacle;
        if (tentacle.PlainCertificate is { } plain)
        {
            try
            {
                return FromPkcs12(Convert.FromBase64String(plain), "the environment (TENTACLE_CERTIFICATE)");
            }
            catch (Exception e) when (e is CryptographicException or FormatException)
            {
                throw new SettingsException(
                    $"The certificate in the environment (TENTACLE_CERTIFICATE) is not a PKCS#12 file without a password, in base64: {e.Message} "
                    + "Export one that has a private key: openssl pkcs12 -export -inkey key.pem -in cert.pem -passout pass: | base64 -w0.", e);
            }
        }

        if (tentacle.CertificateInStore)
        {
            return CertificateImport.FromWindowsStore(tentacle.CertificateThumbprint ?? "");
        }

        return tentacle.Certificate is { } stored ? Unprotect(stored, key) : null;
    }

    /// <summary>The identity of the next certificate; null when there is none.</summary>
    /// <exception cref="SettingsException">The certificate was encrypted with another key, or is damaged.</exception>
    public static AgentIdentity? LoadNext(InstanceSettings settings, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(key);
        return settings.Tentacle.NextCertificate is { } next ? Unprotect(next.Certificate, key) : null;
    }

    private static string Protect(AgentIdentity identity, SecretsKey key)
    {
        var plain = identity.ToPkcs12();
        try
        {
            return Convert.ToBase64String(key.Protect(Purpose, plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static AgentIdentity Unprotect(string stored, SecretsKey key)
    {
        try
        {
            var plain = key.Unprotect(Purpose, Convert.FromBase64String(stored));
            try
            {
                return FromPkcs12(plain, "the settings (Tentacle.Certificate)");
            }
            finally
            {
                CryptographicOperations.ZeroMemory(plain);
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw new SettingsException(
                "The certificate in the settings (Tentacle.Certificate) cannot be decrypted with this instance's key: "
                + "it comes from another machine or instance, or is damaged. "
                + "Make a new one with 'tentacle new-certificate', and have the servers trust its thumbprint.", e);
        }
    }

    private static AgentIdentity FromPkcs12(byte[] content, string source)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, null, X509KeyStorageFlags.Exportable);
        return AgentIdentity.From(all) ?? throw new SettingsException(
            $"The certificate in {source} has no private key. Import one that has, or make a new one with 'tentacle new-certificate'.");
    }
}
