using System.Security.Cryptography;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Core.Health;

/// <summary>Checks that the next start will find the key of the instance. Without the key, the certificate and the stored passwords cannot be read.</summary>
public sealed class KeyCheck(SecretsKey key, string path) : IHealthCheck
{
    private const string Purpose = "health";

    public string Name => "key:readable";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var onDisk = SecretsKeyFile.Load(path);
            return ValueTask.FromResult(CryptographicOperations.FixedTimeEquals(onDisk.Hash(Purpose, []), key.Hash(Purpose, []))
                ? HealthFinding.Pass($"The instance's key '{path}' can be read.")
                : HealthFinding.Warn(
                    $"The instance's key '{path}' is another than the one that this Tentacle started with. Restore it before the next start: "
                    + "what was encrypted with the old one cannot be read with this."));
        }
        catch (SettingsException e)
        {
            return ValueTask.FromResult(
                HealthFinding.Warn($"{e.Message} This Tentacle goes on with the key that it read at its start, but will not start again."));
        }
    }
}
