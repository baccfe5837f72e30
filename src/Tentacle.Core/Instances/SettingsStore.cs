using System.Text.Json;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Instances;

/// <summary>
/// One settings file. Readers need no lock, because the file is only ever replaced whole; those who change it take turns through a lock
/// file beside it, so that no change is lost between two processes.
/// </summary>
/// <param name="path">Absolute.</param>
/// <param name="environment">What stands above the file; null is this process's environment.</param>
public sealed class SettingsStore(string path, EnvironmentSettings? environment = null)
{
    // A certificate with its chain has some kilobytes.
    private const int MostBytes = 16 << 20;

    public string Path => path;

    /// <summary>The settings that are in force: the file's, and what the environment puts above them.</summary>
    /// <exception cref="SettingsException">The file is missing, cannot be read, or does not hold valid settings.</exception>
    public InstanceSettings Load() => Effective(LoadFile());

    private InstanceSettings LoadFile() => RecordFile.Read(path, MostBytes, followLink: true) switch
    {
        RecordContent.Whole(var content) => Parse(content),
        RecordContent.Missing => throw new SettingsException($"The settings file '{path}' is not there. Create it with 'tentacle create-instance', or name another with --config."),
        RecordContent.Unreadable(var reason, StorageError.AccessDenied) => throw SettingsException.Of("Reading the settings file", path, new UnauthorizedAccessException(reason)),
        RecordContent.Unreadable(var reason, _) => throw new SettingsException($"Reading the settings file '{path}' failed: {reason}. Correct it by hand or restore it."),
        _ => throw new InvalidOperationException(path),
    };

    /// <summary>Makes the file with default settings when there is none. True when it was made.</summary>
    /// <exception cref="SettingsException">It cannot be made.</exception>
    public bool Create(InstanceSettings settings)
    {
        try
        {
            SharedDirectory.Create(System.IO.Path.GetDirectoryName(path)!, SharedDirectory.PassThrough);
            using var turn = ExclusiveTurn.Take(path);
            if (File.Exists(path))
            {
                return false;
            }

            Write(settings);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Writing the settings file", path, e);
        }
    }

    /// <summary>Reads, changes and writes as one step, against all other processes. A change that returns what it was given writes nothing.</summary>
    /// <param name="change">Is given the file's settings, without the environment's.</param>
    /// <returns>The settings in force before and after.</returns>
    /// <exception cref="SettingsException">The settings cannot be read or written, or the change would break a rule. The file is then as it was.</exception>
    public SettingsChange Change(Func<InstanceSettings, InstanceSettings> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        try
        {
            using var turn = ExclusiveTurn.Take(path);
            var before = LoadFile();
            var after = change(before);
            var changed = !ReferenceEquals(before, after);
            if (changed)
            {
                Write(after);
            }

            return new SettingsChange(Effective(before), Effective(after), changed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Writing the settings file", path, e);
        }
    }

    private InstanceSettings Effective(InstanceSettings file)
    {
        var settings = (environment ?? EnvironmentSettings.OfThisProcess).Over(file);
        return ReferenceEquals(settings, file) || SettingsRules.Check(settings) is not { Count: > 0 } broken
            ? settings
            : throw new SettingsException($"The settings in the environment are not valid: {string.Join(" ", broken)}");
    }

    private void Write(InstanceSettings settings)
    {
        if (SettingsRules.Check(settings) is { Count: > 0 } broken)
        {
            throw new SettingsException(string.Join(" ", broken));
        }

        OwnedFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(settings, ReadableSettingsJson.Default.InstanceSettings));
    }

    private InstanceSettings Parse(byte[] content)
    {
        if (content.AsSpan().TrimStart("\uFEFF \t\r\n"u8) is [(byte)'<', ..])
        {
            throw new SettingsException($"The settings file '{path}' is XML, as the original Tentacle writes it; this one is JSON. Name a new file with --config and configure it again.");
        }

        InstanceSettings settings;
        try
        {
            if (!SettingsMembers.HasKnown(WithoutMark(content)))
            {
                throw new SettingsException($"The settings file '{path}' holds no setting that is known here, so it is not taken for the settings of an instance. Restore it, or create it with 'tentacle create-instance' under another name.");
            }

            settings = JsonSerializer.Deserialize(WithoutMark(content), ReadableSettingsJson.Default.InstanceSettings) ?? throw new JsonException("It holds nothing.");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new SettingsException($"The settings file '{path}' does not hold valid settings: {e.Message} Correct it by hand or restore it.", e);
        }

        return SettingsRules.Check(settings) is { Count: > 0 } broken
            ? throw new SettingsException($"The settings file '{path}' is not valid: {string.Join(" ", broken)}")
            : settings;
    }

    // Editors on Windows put a byte order mark before the text.
    private static ReadOnlySpan<byte> WithoutMark(byte[] content) => content.AsSpan() is [0xEF, 0xBB, 0xBF, .. var rest] ? rest : content;
}

/// <summary>One change of the settings.</summary>
/// <param name="Before">In force until then.</param>
/// <param name="After">In force from then on.</param>
/// <param name="Changed">False when nothing was written.</param>
public sealed record SettingsChange(InstanceSettings Before, InstanceSettings After, bool Changed);
