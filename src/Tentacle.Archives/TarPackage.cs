using Tentacle.Platform.Text;
namespace Tentacle.Archives;

/// <summary>
/// Reads a tar of any dialect to the end of the file. The checksum of every header is verified, and only zeros may follow the end marker. A tar without an end
/// marker ends with the file.
/// </summary>
internal sealed class TarPackage
{
    // Long names and extended attributes are read into memory. No valid package needs more.
    private const int MaxHeadersLength = 1 << 20;

    // Tapes are padded to a full record, and disk images to their size.
    private const long MaxPaddingLength = 1L << 30;
    private readonly TarInput _input;
    private readonly ExtractionTree _tree;
    private readonly CancellationToken _cancellationToken;
    private readonly PaxRecords _global = new();
    private PaxRecords _own = new();
    private byte[]? _longName;
    private byte[]? _longLink;
    private long _headersBegin;

    private TarPackage(Stream archive, ExtractionTree tree, CancellationToken cancellationToken) =>
        (_input, _tree, _cancellationToken) = (new TarInput(archive), tree, cancellationToken);

    public static void Read(Stream archive, ExtractionTree tree, CancellationToken cancellationToken) =>
        new TarPackage(archive, tree, cancellationToken).ReadAll();

    private void ReadAll()
    {
        while (true)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var place = _input.Place;
            if (_input.ReadBlock() is not { } block)
            {
                RefuseNothing(place);
                return;
            }

            if (!block.AsSpan().ContainsAnyExcept((byte)0))
            {
                ReadEnd();
                return;
            }

            Add(TarHeader.Read(block, place));
        }
    }

    private static void RefuseNothing(long length)
    {
        if (length == 0)
        {
            throw new PackageException("The package is empty: not even a tar without files has no bytes. Send it again.");
        }
    }

    private void ReadEnd()
    {
        if (!_input.IsRestZero(MaxPaddingLength))
        {
            throw new InvalidDataException("other bytes follow the end of the tar.");
        }
    }

    private void Add(TarHeader header)
    {
        switch (header.Type)
        {
            case 'x' or 'X':
                _own.Add(ReadHeaders(header));
                return;
            case 'g':
                _global.Add(ReadHeaders(header));
                return;
            case 'L':
                _longName = WithoutEnd(ReadHeaders(header));
                return;
            case 'K':
                _longLink = WithoutEnd(ReadHeaders(header));
                return;
            case 'V' or 'A':
                // The label of a tape, and access control lists of Solaris.
                _input.Read(header.Size, _ => { });
                break;
            default:
                AddEntry(header, PaxRecords.Merge(_global, _own));
                break;
        }

        (_own, _longName, _longLink, _headersBegin) = (new(), null, null, _input.Place);
    }

    private byte[] ReadHeaders(TarHeader header)
    {
        if (header.Size > MaxHeadersLength || _input.Place + header.Size - _headersBegin > MaxHeadersLength)
        {
            throw new PackageException(
                "The package is refused: names and attributes of one of its entries are longer than any "
                + "real ones. Nothing was installed.");
        }

        return _input.ReadAll((int)header.Size);
    }

    private void AddEntry(TarHeader header, PaxRecords records)
    {
        var name = EntryName.Decode(records.Find("GNU.sparse.name") ?? records.Find("path") ?? _longName ?? header.RawName);
        var attributes = new EntryAttributes(header.Mode, records.FindTime() ?? header.ModifiedAt);
        switch (header.Type)
        {
            case '0':
                AddFile(header, records, name, attributes);
                break;
            case 'S' when !header.IsStar:
                var layout = TarSparse.ReadOld(header, _input).Checked(name, header.Size);
                _input.Read(header.Size, content => _tree.AddSparseFile(name, content, layout, attributes, _cancellationToken));
                break;
            case '5' or 'D':
                _tree.AddDirectory(name, attributes);

                // The size of a directory is a quota. Only the dump directories of GNU tar have content.
                _input.Read(header.Type == 'D' ? header.Size : 0, _ => { });
                break;
            case '2':
                _tree.AddLink(name, LinkOf(header, records));
                break;
            case '1':
                AddHardLink(header, records, name, attributes);
                break;
            default:
                throw EntryName.Refuse(name, $"is {NameOf(header.Type)}: neither a file nor a directory nor a link");
        }
    }

    private void AddFile(TarHeader header, PaxRecords records, string name, EntryAttributes attributes)
    {
        if ((records.Find("SCHILY.filetype") is { } kind && kind.AsSpan().SequenceEqual("sparse"u8)) || records.Find("SUN.holesdata") is not null)
        {
            throw EntryName.Refuse(name, "is a sparse file in the form of star or Solaris, which is not known here");
        }

        var size = records.FindNumber("size") ?? header.Size;
        if (name.EndsWith('/') && size == 0)
        {
            // The v7 format has no type for directories and marks them with a slash.
            _tree.AddDirectory(name, attributes);
            return;
        }

        if (TarSparse.Find(records, _input, size) is not (var layout, var map))
        {
            _input.Read(size, content => _tree.AddFile(name, content, attributes, _cancellationToken));
            return;
        }

        var stored = layout.Checked(name, size - map);
        _input.Read(size - map, content => _tree.AddSparseFile(name, content, stored, attributes, _cancellationToken));
    }

    private void AddHardLink(TarHeader header, PaxRecords records, string name, EntryAttributes attributes)
    {
        _tree.AddHardLink(name, LinkOf(header, records), attributes, _cancellationToken);

        // pax may repeat the content of the file. Older tars have its size but no content.
        _input.Read(_own.IsEmpty ? 0 : records.FindNumber("size") ?? header.Size, _ => { });
    }

    private string LinkOf(TarHeader header, PaxRecords records) => EntryName.Decode(records.Find("linkpath") ?? _longLink ?? header.RawLink.ToArray());

    private static byte[] WithoutEnd(byte[] name) => name.AsSpan().IndexOf((byte)0) is var end and >= 0 ? name[..end] : name;

    private static string NameOf(char type) => type switch
    {
        'S' => "a sparse file in the form of star",
        '3' => "a character device",
        '4' => "a block device",
        '6' => "a pipe",
        'M' => "the rest of a file that began in another volume",
        'N' => "a list of names of an old GNU tar",
        _ => $"of type '{ClaimedText.Escape(type.ToString())}'",
    };
}
