namespace Tentacle.Fuzzing.Engine;

/// <summary>Makes inputs from others: flips, cuts, repeats, joins, and puts words in.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> words, int longest)
{
    private const int MaxRepeats = 300;
    private static readonly byte[] Edges = [0, 1, 9, 10, 13, 32, 34, 39, 44, 45, 46, 47, 48, 57, 58, 59, 61, 91, 92, 93, 123, 125, 127, 128, 192, 224, 240,
        254, 255];

    /// <param name="seed">Where to begin.</param>
    /// <param name="other">Joined to it now and then.</param>
    public byte[] Mutate(byte[] seed, byte[] other)
    {
        var input = new List<byte>(seed);
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            Change(input, other);
        }

        if (input.Count > longest)
        {
            input.RemoveRange(longest, input.Count - longest);
        }

        return [.. input];
    }

    private void Change(List<byte> input, byte[] other)
    {
        var at = random.Next(input.Count + 1);
        switch (random.Next(10))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Edges[random.Next(Edges.Length)];
                break;
            case 2 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 3:
                input.RemoveRange(at, Math.Min(input.Count - at, 1 + random.Next(16)));
                break;
            case 4:
                input.RemoveRange(at, input.Count - at);
                break;
            case 5:
                Repeat(input, at);
                break;
            case 6:
                Join(input, at, other);
                break;
            case 7:
                Number(input, at);
                break;
            default:
                input.InsertRange(at, words.Count > 0 ? words[random.Next(words.Count)] : [Edges[random.Next(Edges.Length)]]);
                break;
        }
    }

    private void Repeat(List<byte> input, int at)
    {
        var piece = input.GetRange(at, Math.Min(input.Count - at, 1 + random.Next(random.Next(4) == 0 ? 64 : 4)));
        for (var times = 1 + random.Next(random.Next(8) == 0 ? MaxRepeats : 3); times > 0 && input.Count <= longest; times--)
        {
            input.InsertRange(at, piece);
        }
    }

    private void Join(List<byte> input, int at, byte[] other)
    {
        var from = random.Next(other.Length + 1);
        var length = Math.Min(other.Length - from, random.Next(64) + 1);
        input.InsertRange(at, other.AsSpan(from, length).ToArray());
    }

    // Lengths and sizes are where readers trust most.
    private void Number(List<byte> input, int at)
    {
        var number = random.Next(6) switch
        {
            0 => long.MaxValue,
            1 => uint.MaxValue,
            2 => int.MaxValue,
            3 => -random.NextInt64(1L << random.Next(1, 63)),
            _ => random.NextInt64(1L << random.Next(1, 63)),
        };
        var end = at;
        while (end < input.Count && input[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        if (end > at || random.Next(2) == 0)
        {
            input.RemoveRange(at, end - at);
            input.InsertRange(at, System.Text.Encoding.ASCII.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            return;
        }

        var bytes = BitConverter.GetBytes(number).AsSpan(0, 1 << random.Next(4));
        for (var i = 0; i < bytes.Length && at + i < input.Count; i++)
        {
            input[at + i] = bytes[i];
        }
    }
}
