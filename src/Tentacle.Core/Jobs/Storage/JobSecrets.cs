using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Instances.Secrets;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>The values of a pending job that are stored only in encrypted form: environment and sensitive values.</summary>
internal sealed record JobSecrets(IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> SensitiveValues)
{
    private const string Purpose = "job-secrets";
    private const int MaxBytes = 128 << 20;

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

    /// <summary>True when the request has an environment, package variables or sensitive values.</summary>
    public static bool AreIn(JobRequest request) => PackageJob.WithEnvironment(request).Count + request.SensitiveValues.Count > 0;

    /// <param name="record">The job's record, which states whether secrets must exist.</param>
    /// <param name="folder">The job's folder.</param>
    /// <param name="key">The key that they were encrypted with.</param>
    /// <param name="damage">The reason why secrets that the job needs cannot be read. Null when nothing is wrong.</param>
    public static JobSecrets Read(JobRecord record, JobFolder folder, SecretsKey key, out string? damage)
    {
        (var secrets, damage) = RecordFile.Read(folder.Secrets, MaxBytes) switch
        {
            RecordContent.Whole(var bytes) => Decrypt(bytes, key),
            RecordContent.Unreadable(var reason, _) => (null, $"cannot be read: {reason}"),
            _ => (null, record.HasSecrets == true ? "is missing" : null),
        };
        return secrets ?? new JobSecrets(new Dictionary<string, string>(), []);
    }

    private static (JobSecrets? Secrets, string? Damage) Decrypt(byte[] bytes, SecretsKey key)
    {
        try
        {
            return JsonSerializer.Deserialize(key.Unprotect(Purpose, bytes), JobSecretsJson.Default.JobSecrets) is { } secrets
                ? (secrets, null)
                : (null, "holds nothing");
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return (null, $"cannot be decrypted: {e.Message}");
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JobSecrets))]
internal sealed partial class JobSecretsJson : JsonSerializerContext;
