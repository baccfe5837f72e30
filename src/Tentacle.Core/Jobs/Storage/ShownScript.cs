using System.Buffers;
using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Logs;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// The script of a job for callers, with its sensitive values masked. The values are deleted once the script has started, so a script that contains some is
/// also stored in masked form from the beginning.
/// </summary>
internal static class ShownScript
{
    // Enough for a script of 16 MiB with every character escaped in JSON.
    private const int MaxBytes = 128 << 20;

    /// <summary>Writes the masked form when the script contains a sensitive value.</summary>
    /// <param name="path">See <see cref="JobFolder.ShownScript"/>.</param>
    /// <param name="request">The request as submitted.</param>
    public static void Write(string path, JobRequest request)
    {
        var masker = new SecretMasker(request.SensitiveValues);
        if (masker.LongestPattern > 0 && request.Script.ByShell().Any(script => masker.Occurs(Encoding.UTF8.GetBytes(script.Value))))
        {
            AtomicFile.WriteNew(path, JsonSerializer.SerializeToUtf8Bytes(Masked(request.Script, masker), ApiJson.Default.JobScript));
        }
    }

    /// <summary>The script for callers. Null when it can no longer be read.</summary>
    public static JobScript? Read(JobFolder folder)
    {
        try
        {
            return RecordFile.Read(folder.ShownScript, MaxBytes) switch
            {
                RecordContent.Missing => JobFiles.ReadJob(folder)?.Request.Script,
                RecordContent.Whole(var bytes) => JsonSerializer.Deserialize(bytes, ApiJson.Default.JobScript),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JobScript Masked(JobScript script, SecretMasker masker) => new()
    {
        Bash = Masked(script.Bash, masker),
        Sh = Masked(script.Sh, masker),
        Powershell = Masked(script.Powershell, masker),
        Pwsh = Masked(script.Pwsh, masker),
        Cmd = Masked(script.Cmd, masker),
        Python = Masked(script.Python, masker),
    };

    private static string? Masked(string? text, SecretMasker masker)
    {
        if (text is null)
        {
            return null;
        }

        var masked = new ArrayBufferWriter<byte>();
        masker.Write(Encoding.UTF8.GetBytes(text), masked);
        return Encoding.UTF8.GetString(masked.WrittenSpan);
    }
}
