using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Instances;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Packages;

/// <summary>
/// All package deployments of an instance, in the file <c>deployments.ndjson</c>. It has one line for the start and one for the end of each deployment; each
/// line is flushed to the disk. Lines are only appended. A line that a crash truncated is skipped.
/// </summary>
public sealed class DeploymentJournal(string path)
{
    private const byte NewLine = (byte)'\n';

    /// <summary>Appends a line. Concurrent deployments of different packages may call this at the same time.</summary>
    public void Append(Deployment deployment)
    {
        using var turn = ExclusiveTurn.Take(path);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(deployment, DeploymentJournalJson.Default.Deployment), NewLine];
        FileBytes.Write(file.SafeFileHandle, EndsWhole(file) ? line : [NewLine, .. line], file.Length);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The deployments in the order of their start, each in its latest state.</summary>
    public IReadOnlyList<Deployment> Read()
    {
        var byStart = new OrderedDictionary<(JobTicket, DateTimeOffset), Deployment>();
        foreach (var line in Lines())
        {
            if (TryParse(line) is { } deployment)
            {
                byStart[(deployment.Ticket, deployment.StartedAt)] = deployment;
            }
        }

        return [.. byStart.Values];
    }

    private static bool EndsWhole(FileStream file)
    {
        if (file.Length == 0)
        {
            return true;
        }

        file.Position = file.Length - 1;
        return file.ReadByte() == NewLine;
    }

    private static Deployment? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, DeploymentJournalJson.Default.Deployment);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    private IEnumerable<string> Lines()
    {
        // Anything other than a regular file contains no deployments, and opening a pipe would block.
        using var file = RecordFile.TryOpen(path);
        if (file is null)
        {
            yield break;
        }

        using var reader = new StreamReader(new FileStream(file, FileAccess.Read));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(Deployment))]
internal sealed partial class DeploymentJournalJson : JsonSerializerContext;
