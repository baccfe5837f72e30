using System.Security.Cryptography;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Workspaces;

/// <summary>
/// The files of a job that is not accepted yet, in their own directory beside the workspaces. One rename turns the directory into the workspace. Without the
/// rename, disposal deletes it.
/// </summary>
/// <param name="workRoot">The directory of the workspaces.</param>
/// <param name="minimumFree">Bytes that must stay free. A file that would leave less is rejected.</param>
public sealed class StagedFiles(string workRoot, long minimumFree = 0) : IDisposable
{
    /// <summary>The prefix of staging directories. They are left-overs when no agent runs. Tickets never start with a dot.</summary>
    public const string Prefix = ".staged-";

    private const long CheckInterval = 16 * 1024 * 1024;
    private readonly string _directory = Path.Combine(workRoot, Prefix + Guid.NewGuid().ToString("N"));
    private readonly SortedDictionary<string, StagedFile> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _directories = new(StringComparer.OrdinalIgnoreCase);

    // Above this number of files, one flush of the whole file system is faster than one flush per file.
    private const int MaxFlushed = 100;

    /// <summary>The files added so far, in order of name.</summary>
    public IReadOnlyCollection<StagedFile> Files => _files.Values;

    public long TotalBytes => _files.Values.Sum(f => f.Length);

    /// <summary>True when the name, without regard to case, is that of a file or of a directory of a file, or is below a file.</summary>
    public bool Contains(string normalized) =>
        _files.ContainsKey(normalized) || _directories.Contains(normalized) || DirectoriesOf(normalized).Any(_files.ContainsKey);

    /// <summary>
    /// Streams a file to disk. The first files are flushed here, the others in <see cref="MoveTo"/>. The name must be normalised and not contained yet.
    /// </summary>
    /// <exception cref="WorkspaceFullException">The disk is full, or too little space would stay free.</exception>
    public async Task AddAsync(string normalized, Stream content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_directory, Path.Combine(normalized.Split('/')));
        ThrowIfShort();
        try
        {
            OwnerOnlyDirectory.Create(_directory);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _files.Add(normalized, await WriteAsync(path, normalized, content, cancellationToken));
            _directories.UnionWith(DirectoriesOf(normalized));
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new WorkspaceFullException(workRoot, DiskSpace.FreeBytes(workRoot), minimumFree, e);
        }
    }

    private async Task<StagedFile> WriteAsync(string path, string normalized, Stream content, CancellationToken cancellationToken)
    {
        using var hasher = new ContentHasher();
        using var file = AtomicFile.OpenNew(path);
        var length = await hasher.CopyAsync(content, file, CheckSpace, cancellationToken);
        if (_files.Count < MaxFlushed)
        {
            RandomAccess.FlushToDisk(file);
        }

        return new StagedFile(normalized, length, hasher.ToHex(HashAlgorithmName.SHA256));
    }

    private void CheckSpace(long before, long after)
    {
        if (before / CheckInterval != after / CheckInterval)
        {
            ThrowIfShort();
        }
    }

    private static IEnumerable<string> DirectoriesOf(string normalized)
    {
        for (var end = normalized.LastIndexOf('/'); end > 0; end = normalized.LastIndexOf('/', end - 1))
        {
            yield return normalized[..end];
        }
    }

    private void ThrowIfShort()
    {
        if (DiskSpace.FreeBytes(workRoot) is var free && free < minimumFree)
        {
            throw new WorkspaceFullException(workRoot, free, minimumFree);
        }
    }

    /// <summary>Turns the staged files into the workspace, durably. A workspace that a crash left without a job is replaced.</summary>
    public void MoveTo(string workDirectory)
    {
        if (DirectoryRemoval.Remove(workDirectory) is { } remains)
        {
            throw new IOException(remains.Sentence);
        }

        if (_files.Count == 0)
        {
            return;
        }

        if (_files.Count > MaxFlushed)
        {
            AtomicDirectory.FlushAll(_directory);
        }
        else
        {
            foreach (var directory in Directory.EnumerateDirectories(_directory, "*", SearchOption.AllDirectories).Append(_directory))
            {
                AtomicFile.FlushDirectory(directory);
            }
        }

        Directory.Move(_directory, workDirectory);
        AtomicFile.FlushDirectory(workRoot);
    }

    /// <summary>Deletes the staged files. Files that cannot be deleted now are deleted at the next start of the agent.</summary>
    public void Dispose() => DirectoryRemoval.Remove(_directory);
}
