using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;
using Tentacle.Core.Instances.Secrets;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>What of a waiting job is on disk only encrypted.</summary>
internal sealed record JobSecrets(IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> SensitiveValues)
{
    private const string Purpose = "job-secrets";

    public static void Write(string path, JobRequest request, SecretsKey key)
    {
        var environment = PackageJob.WithEnvironment(request);
        if (environment.Count + request.SensitiveValues.Count == 0)
        {
            return;
        }

        var plain = JsonSerializer.SerializeToUtf8Bytes(new JobSecrets(environment, request.SensitiveValues), JobSecretsJson.Default.JobSecrets);
        AtomicFile.WriteNew(path, key.Protect(Purpose, plain));
    }

    public static JobSecrets Read(JobFolder folder, SecretsKey key) =>
        File.Exists(folder.Secrets)
            ? JsonSerializer.Deserialize(key.Unprotect(Purpose, File.ReadAllBytes(folder.Secrets)), JobSecretsJson.Default.JobSecrets)!
            : new JobSecrets(new Dictionary<string, string>(), []);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JobSecrets))]
internal sealed partial class JobSecretsJson : JsonSerializerContext;
