using System.Text.Json;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Platform.Directories;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Instances;

/// <summary>Which instances there are on this machine: one JSON file each, readable by everyone.</summary>
public sealed class InstanceIndex(ConfigurationRoots roots)
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const int LargestEntry = 64 * 1024;
    private const int MostEntries = 1_000;

    public static InstanceIndex ForThisProcess() => new(ConfigurationRoots.ForThisProcess());

    public ConfigurationRoots Roots => roots;

    /// <summary>All of them by name. A user's instance hides the machine's of the same name.</summary>
    /// <exception cref="SettingsException">The index cannot be read.</exception>
    public IReadOnlyList<InstanceEntry> List() =>
        [.. Files().Select(file => file.Entry).DistinctBy(entry => entry.Name).OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The instance of that name, in any case; one in exactly that case comes first. Null when there is none.</summary>
    public InstanceEntry? Find(string name) => FindFile(name)?.Entry;

    /// <summary>Instances of the machine's other accounts, as far as this account sees them: root does.</summary>
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
            throw SettingsException.Of("Writing the instance's entry", path, e);
        }
    }

    /// <summary>Removes the entry only: home, settings and service stay. False when there is none.</summary>
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
            throw SettingsException.Of("Removing the instance's entry", path, e);
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
                    found.AddRange(Directory.EnumerateFiles(directory, "*.config").Order(StringComparer.Ordinal).Select(path => new IndexFile(path, Read(path), root)));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw SettingsException.Of("Reading the index of instances", directory, e);
            }
        }

        return found;
    }

    internal IEnumerable<IndexFile> OfOtherAccounts() => roots.OtherAccounts.SelectMany(other => OfAccount(other)).OrderBy(file => file.Entry.Name, StringComparer.OrdinalIgnoreCase);

    // What another account has written is not trusted: only small regular files are read, and one that says nothing is passed over. A pipe and a device have no length.
    private static List<IndexFile> OfAccount(AccountRoot other)
    {
        var found = new List<IndexFile>();
        try
        {
            foreach (var file in new DirectoryInfo(ConfigurationRoots.InstancesUnder(other.Root)).EnumerateFiles("*.config").Take(MostEntries).Where(file => file is { LinkTarget: null, Length: > 0 and <= LargestEntry }))
            {
                if (TryRead(file.FullName) is { ConfigurationFilePath: { } settings, Name: { } name } entry && Path.IsPathRooted(settings) && InstanceName.IsValid(name))
                {
                    found.Add(new IndexFile(file.FullName, entry, other.Root) { Account = other.Account });
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or on a disk that even root may not read.
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
            return RecordFile.Read(path, LargestEntry, followLink: true) switch
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
            throw new SettingsException($"The instance's entry '{path}' cannot be read: {e.Message} Delete the file and run 'tentacle create-instance' with the same --config again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Reading the instance's entry", path, e);
        }
    }

    internal sealed record IndexFile(string Path, InstanceEntry Entry, string Root)
    {
        /// <summary>Whose index it is in, when that is another account's.</summary>
        public string? Account { get; init; }
    }
}

/// <summary>An instance that another account of this machine has made.</summary>
public sealed record AccountInstance(string Account, InstanceEntry Entry);
