using System.Text.Json;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Instances;

/// <summary>The index of the instances of this machine: one JSON file per instance, readable by all accounts.</summary>
public sealed class InstanceIndex(ConfigurationRoots roots)
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const int MaxEntrySize = 64 * 1024;
    private const int MaxEntries = 1_000;

    public static InstanceIndex ForThisProcess() => new(ConfigurationRoots.ForThisProcess());

    public ConfigurationRoots Roots => roots;

    /// <summary>All instances, ordered by name. A user's instance hides the machine's instance of the same name.</summary>
    /// <exception cref="SettingsException">The index cannot be read.</exception>
    public IReadOnlyList<InstanceEntry> List() =>
        [.. Files().Select(file => file.Entry).DistinctBy(entry => entry.Name).OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Finds an instance by its name without regard to case. A name in exactly that case has priority. Null when there is none.</summary>
    public InstanceEntry? Find(string name) => FindFile(name)?.Entry;

    /// <summary>The instances of the machine's other accounts. Only root sees them.</summary>
    public IReadOnlyList<AccountInstance> ListOfOtherAccounts() => [.. OfOtherAccounts().Select(file => new AccountInstance(file.Account!, file.Entry))];

    /// <summary>Adds or replaces an entry.</summary>
    /// <exception cref="SettingsException">The name is not valid, is taken in another spelling, or the index cannot be written.</exception>
    public void Add(InstanceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        InstanceName.Check(entry.Name);
        var directory = ConfigurationRoots.InstancesUnder(roots.Write);
        var path = Path.Combine(directory, InstanceName.FileNameOf(entry.Name) + ".config");
        if (File.Exists(path) && Read(path).Name is var taken && !taken.Equals(entry.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingsException($"The instance '{entry.Name}' cannot be created beside '{taken}': both would be '{path}'. Choose another name.");
        }

        try
        {
            SharedDirectory.Create(directory);
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(entry, ReadableSettingsJson.Default.InstanceEntry), ReadableByAll);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Writing the instance's entry", path, e);
        }
    }

    /// <summary>Removes only the entry. The home, the settings and the service remain. Returns false when there is no entry.</summary>
    /// <exception cref="SettingsException">The index cannot be changed.</exception>
    public bool Remove(string name)
    {
        if (FindFile(name) is not var (path, _, _))
        {
            return false;
        }

        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Removing the instance's entry", path, e);
        }
    }

    internal IndexFile? FindFile(string name)
    {
        var files = Files();
        return files.FirstOrDefault(file => file.Entry.Name == name)
            ?? files.FirstOrDefault(file => file.Entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    internal List<IndexFile> Files()
    {
        var found = new List<IndexFile>();
        foreach (var root in roots.Read)
        {
            var directory = ConfigurationRoots.InstancesUnder(root);
            try
            {
                if (Directory.Exists(directory))
                {
                    found.AddRange(
                        Directory.EnumerateFiles(directory, "*.config").Order(StringComparer.Ordinal).Select(path => new IndexFile(path, Read(path), root)));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw SettingsException.From("Reading the index of instances", directory, e);
            }
        }

        return found;
    }

    /// <summary>The entries in the indexes of other accounts, by name. Only root can read them; others get none.</summary>
    public IEnumerable<IndexFile> OfOtherAccounts() =>
        roots.OtherAccounts.SelectMany(other => OfAccount(other)).OrderBy(file => file.Entry.Name, StringComparer.OrdinalIgnoreCase);

    // Files of another account are not trusted. Only small regular files are read, and invalid ones are skipped. Pipes and devices have no length.
    private static List<IndexFile> OfAccount(AccountRoot other)
    {
        var found = new List<IndexFile>();
        try
        {
            foreach (var file in new DirectoryInfo(ConfigurationRoots.InstancesUnder(other.Root)).EnumerateFiles("*.config").Take(MaxEntries)
                .Where(file => file is { LinkTarget: null, Length: > 0 and <= MaxEntrySize }))
            {
                if (TryRead(file.FullName) is { ConfigurationFilePath: { } settings, Name: { } name } entry && Path.IsPathRooted(settings)
                    && InstanceName.IsValid(name))
                {
                    found.Add(new IndexFile(file.FullName, entry, other.Root) { Account = other.Account });
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The directory was removed in the meantime, or is on a disk that even root may not read.
        }

        return found;
    }

    private static InstanceEntry? TryRead(string path)
    {
        try
        {
            return Read(path);
        }
        catch (SettingsException)
        {
            return null;
        }
    }

    private static InstanceEntry Read(string path)
    {
        try
        {
            return RecordFile.Read(path, MaxEntrySize, followLink: true) switch
            {
                RecordContent.Whole(var bytes) => JsonSerializer.Deserialize(bytes, ReadableSettingsJson.Default.InstanceEntry)
                    ?? throw new JsonException("it holds nothing."),
                RecordContent.Unreadable(_, StorageError.AccessDenied) => throw new UnauthorizedAccessException(),
                RecordContent.Unreadable(var reason, _) => throw new JsonException($"{reason}."),
                _ => throw new FileNotFoundException("it is not there.", path),
            };
        }
        catch (JsonException e)
        {
            throw new SettingsException(
                $"The instance's entry '{path}' cannot be read: {e.Message} Delete the file and run 'tentacle create-instance' with the same --config again.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Reading the instance's entry", path, e);
        }
    }

}
