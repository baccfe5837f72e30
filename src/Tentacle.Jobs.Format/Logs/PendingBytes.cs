namespace Tentacle.Jobs.Format.Logs;

/// <summary>A queue of bytes, added at the end and removed from the beginning. It reuses one array.</summary>
internal sealed class PendingBytes
{
    private byte[] _bytes = [];
    private int _start;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, Length);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_start + Length + bytes.Length > _bytes.Length)
        {
            var old = Span;
            var larger = Length + bytes.Length <= _bytes.Length ? _bytes : new byte[Math.Max(Length + bytes.Length, 2 * _bytes.Length)];
            old.CopyTo(larger);
            (_bytes, _start) = (larger, 0);
        }

        bytes.CopyTo(_bytes.AsSpan(_start + Length));
        Length += bytes.Length;
    }

    public void Drop(int count)
    {
        _start += count;
        Length -= count;
    }

    public void Clear() => (_start, Length) = (0, 0);
}
