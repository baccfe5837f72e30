using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Directories;

/// <summary>
/// Walks a tree by descriptors, one at a time: down by name, and up by <c>..</c>, whose identity is checked. Therefore neither the length of a path nor the
/// depth is limited, and a concurrent rename cannot redirect the removal.
/// </summary>
internal sealed class LinuxTreeRemoval(SafeFileHandle parent, string parentPath, CancellationToken cancellationToken) : IDisposable
{
    // The maximum number of directory names that are kept in memory for one level. A directory with more is read several times.
    private const int MaxPending = 4096;
    private const int MaxTries = 3;
    private const int MaxShownLength = 1000;
    private const int NotThere = 2;
    private const int NotEmpty = 39;
    private const int NotDirectory = 20;
    private const int IsLink = 40;
    private const UnixFileMode Whole = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly List<Level> _levels = [];
    private SafeFileHandle? _current;
    private string _root = "";
    private DirectoryRemains? _remains;

    public DirectoryRemains? Remove(string name)
    {
        _root = Path.Combine(parentPath, name);
        var bytes = FileNameBytes.Terminated(name);
        switch (LinuxCalls.TryFind(parent, bytes))
        {
            case { Kind: FileKind.Directory }:
                Enter(parent, bytes);
                break;
            default:
                Delete(parent, bytes);
                break;
        }

        while (_levels.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var level = _levels[^1];
            if (level.Pending is { Count: > 0 } pending)
            {
                Enter(_current!, pending.Pop());
            }
            else if (level.IsUnread)
            {
                Read(level);
            }
            else
            {
                Leave(level);
            }
        }

        return _remains;
    }

    public void Dispose() => _current?.Dispose();

    private void Enter(SafeFileHandle directory, byte[] name)
    {
        var error = LinuxCalls.TryOpen(directory, name, LinuxCalls.PathOnly | LinuxCalls.OnlyDirectory, out var opened);
        if (error is NotDirectory or IsLink)
        {
            // The entry was replaced after it was listed.
            Delete(directory, name);
            return;
        }

        var status = error == 0 ? LinuxCalls.TryFind(opened, "\0"u8) : null;
        if (status is null or { IsMountPoint: true })
        {
            opened.Dispose();
            if (error == 0)
            {
                Record(name, StorageError.Busy, "another file system is mounted there");
            }
            else if (error != NotThere)
            {
                Record(name, error);
            }

            return;
        }

        if ((status.Mode & Whole) != Whole)
        {
            LinuxCalls.TrySetMode(opened, status.Mode | Whole);
        }

        _current?.Dispose();
        _current = opened;
        _levels.Add(new Level(name, status.Device, status.Number));
    }

    /// <summary>Deletes the entries that are not directories, and queues the directories.</summary>
    private void Read(Level level)
    {
        level.IsUnread = false;
        var error = LinuxCalls.TryOpen(_current!, ".\0"u8, LinuxCalls.OnlyDirectory, out var readable);
        using (readable)
        {
            if (error != 0)
            {
                level.IsBlocked = true;
                RecordAt(_levels.Count, null, StorageException.ErrorOf(error), Marshal.GetPInvokeErrorMessage(error));
                return;
            }

            var entries = new LinuxEntries(readable);
            while (entries.ReadNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (level.IsKept(entries.Name))
                {
                    continue;
                }

                if (!(entries.IsDirectory ?? LinuxCalls.TryFind(_current!, entries.TerminatedName)?.Kind == FileKind.Directory))
                {
                    Delete(_current!, entries.TerminatedName.ToArray());
                }
                else if ((level.Pending ??= new Stack<byte[]>()).Count < MaxPending)
                {
                    level.Pending.Push(entries.TerminatedName.ToArray());
                }
                else
                {
                    level.IsUnread = true;
                }
            }

            if (entries.Error != 0)
            {
                level.IsBlocked = true;
                level.IsUnread = false;
                RecordAt(_levels.Count, null, StorageException.ErrorOf(entries.Error), Marshal.GetPInvokeErrorMessage(entries.Error));
            }
        }
    }

    private void Delete(SafeFileHandle directory, byte[] name)
    {
        var error = LinuxCalls.TryDelete(directory, name, 0);
        if (error is not (0 or NotThere))
        {
            Record(name, error);
        }
    }

    private void Leave(Level level)
    {
        if (Up() is not { } above)
        {
            RecordAt(_levels.Count, null, StorageError.Busy, "it was moved while it was being removed");
            _levels.Clear();
            return;
        }

        var error = level.IsBlocked ? 0 : LinuxCalls.TryDelete(above, level.Name, LinuxCalls.RemoveDirectory);
        if (error == NotEmpty && ++level.Tries < MaxTries)
        {
            // Another process created something in it, or the file system skipped a name because others were deleted during the listing.
            level.IsUnread = true;
            Release(above);
            return;
        }

        _levels.RemoveAt(_levels.Count - 1);
        _current!.Dispose();
        _current = ReferenceEquals(above, parent) ? null : above;
        if (error is not (0 or NotThere))
        {
            Record(level.Name, error);
        }
        else if (level.IsBlocked && _levels.Count > 0)
        {
            _levels[^1].Keep(level.Name);
        }
    }

    private SafeFileHandle? Up()
    {
        if (_levels.Count == 1)
        {
            return parent;
        }

        var error = LinuxCalls.TryOpen(_current!, "..\0"u8, LinuxCalls.PathOnly | LinuxCalls.OnlyDirectory, out var above);
        if (error == 0 && LinuxCalls.TryFind(above, "\0"u8) is { } status && _levels[^2].Is(status))
        {
            return above;
        }

        above.Dispose();
        return null;
    }

    private void Release(SafeFileHandle above)
    {
        if (!ReferenceEquals(above, parent))
        {
            above.Dispose();
        }
    }

    private void Record(byte[] name, int errno) => Record(name, StorageException.ErrorOf(errno), Marshal.GetPInvokeErrorMessage(errno));

    private void Record(byte[] name, StorageError error, string reason)
    {
        if (_levels.Count > 0)
        {
            _levels[^1].Keep(name);
        }

        RecordAt(_levels.Count, name, error, reason);
    }

    private void RecordAt(int depth, byte[]? name, StorageError error, string reason) => _remains = _remains is null
        ? new DirectoryRemains(RawNames.Show(_root), 1, PathOf(depth, name), error, reason)
        : _remains with { Count = _remains.Count + 1 };

    // The first level is the root itself, which the path already contains.
    private string PathOf(int depth, byte[]? name)
    {
        var names = _levels.Take(depth).Skip(1).Select(level => level.Name).Concat(name is null || depth == 0 ? [] : [name])
            .Select(n => FileNameBytes.Decode(n.AsSpan(0, n.Length - 1)));
        var shown = RawNames.Show(string.Join('/', names.Prepend(_root)));
        return shown.Length <= MaxShownLength ? shown : $"{shown[..(MaxShownLength / 2)]}…{shown[^(MaxShownLength / 2)..]}";
    }

    private sealed class Level(byte[] name, ulong device, ulong number)
    {
        private HashSet<string>? _kept;

        public byte[] Name { get; } = name;

        public Stack<byte[]>? Pending { get; set; }

        /// <summary>True when the directory may have names that were not read yet.</summary>
        public bool IsUnread { get; set; } = true;

        /// <summary>True when the directory cannot become empty.</summary>
        public bool IsBlocked { get; set; }

        public int Tries { get; set; }

        public bool Is(FileStatus status) => status.Device == device && status.Number == number;

        public void Keep(byte[] name)
        {
            IsBlocked = true;
            (_kept ??= []).Add(FileNameBytes.Decode(name.AsSpan(0, name.Length - 1)));
        }

        public bool IsKept(ReadOnlySpan<byte> name) => _kept is not null && _kept.Contains(FileNameBytes.Decode(name));
    }
}
