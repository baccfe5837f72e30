using System.Text;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests.Trust;

public sealed class StoredCertificateTests
{
    [Theory]
    [InlineData("hunter22 is not a certificate")]
    [InlineData("")]
    public void Load_SomethingElseInTheEnvironment_IsRefusedWithWhatToGive(string content)
    {
        using var directory = new TemporaryDirectory();
        using var key = SecretsKeyFile.LoadOrCreate(directory["key"]);
        var settings = new InstanceSettings { Tentacle = new TentacleSettings { PlainCertificate = Convert.ToBase64String(Encoding.UTF8.GetBytes(content)) } };

        var refusal = Assert.Throws<SettingsException>(() => StoredCertificate.Load(settings, key)).Message;

        Assert.Contains("TENTACLE_CERTIFICATE", refusal, StringComparison.Ordinal);
        Assert.Contains("openssl pkcs12 -export", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", refusal, StringComparison.Ordinal);
    }
}
