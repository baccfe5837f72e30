using System.Text.Json;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Directories;

namespace Tentacle.Instances;

/// <summary>
/// One settings file. Readers need no lock, because the file is only replaced as a whole. A lock file beside it serializes the writers, so that no
/// change is lost between two processes.
/// </summary>
/// <param name="path">The absolute path of the file.</param>
/// <param name="environment">The settings that override the file; null for the environment of this process.</param>
public sealed class SettingsStore(string path, EnvironmentSettings? environment = null)
{
    // A certificate with its chain has some kilobytes.
    private const int MaxBytes = 16 << 20;

    public string Path => path;

    /// <summary>The effective settings: those of the file, overridden by the environment.</summary>
    /// <exception cref="SettingsException">The file is missing, cannot be read, or does not hold valid settings.</exception>
    public InstanceSettings Load() => Effective(LoadFile());

    private InstanceSettings LoadFile() => RecordFile.Read(path, MaxBytes, followLink: true) switch
    {
        RecordContent.Whole(var content) => Parse(content),
        RecordContent.Missing => throw new SettingsException(
            $"The settings file '{path}' is not there. Create it with 'tentacle create-instance', or name another with --config."),
        RecordContent.Unreadable(var reason, StorageError.AccessDenied) => throw SettingsException.From(
            "Reading the settings file",
            path,
            new UnauthorizedAccessException(reason)),
        RecordContent.Unreadable(var reason, _) => throw new SettingsException(
            $"Reading the settings file '{path}' failed: {reason}. Correct it by hand or restore it."),
        _ => throw new InvalidOperationException(path),
    };

    /// <summary>Creates the file with these settings when it does not exist. True when it was created.</summary>
    /// <exception cref="SettingsException">The file cannot be created.</exception>
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
            throw SettingsException.From("Writing the settings file", path, e);
        }
    }

    /// <summary>Reads, changes and writes the settings in one step that excludes other processes. A change that returns its argument writes nothing.</summary>
    /// <param name="change">Receives the settings of the file, without those of the environment.</param>
    /// <returns>The effective settings before and after the change.</returns>
    /// <exception cref="SettingsException">The settings cannot be read or written, or the change would break a rule. The file is then unchanged.</exception>
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
            throw SettingsException.From("Writing the settings file", path, e);
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
            throw new SettingsException(
                $"The settings file '{path}' is XML, as the original Tentacle writes it; this one is JSON. "
                + "Name a new file with --config and configure it again.");
        }

        InstanceSettings settings;
        try
        {
            if (!SettingsMembers.HasKnown(WithoutMark(content)))
            {
                throw new SettingsException(
                    $"The settings file '{path}' holds no setting that is known here, so it is not taken for the settings of an instance. "
                    + "Restore it, or create it with 'tentacle create-instance' under another name.");
            }

            settings = JsonSerializer.Deserialize(
                WithoutMark(content),
                ReadableSettingsJson.Default.InstanceSettings) ?? throw new JsonException("It holds nothing.");
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
