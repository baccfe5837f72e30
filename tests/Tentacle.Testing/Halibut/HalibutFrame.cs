namespace Tentacle.Testing.Halibut;

/// <summary>Bytes of one direction as the original programs sent them.</summary>
/// <param name="Connection">Its number in the recording.</param>
/// <param name="Raw">After TLS.</param>
/// <param name="Bson">The inflated message. Null for control lines and data streams.</param>
public sealed record HalibutFrame(string Connection, bool FromClient, byte[] Raw, byte[]? Bson)
{
    /// <summary>The recording, in its order.</summary>
    public static IReadOnlyList<HalibutFrame> ReadAll() => [.. Read()];

    private static IEnumerable<HalibutFrame> Read()
    {
        const string Raw = "raw=";
        const string Bson = "bson=";
        var lines = File.ReadAllLines(SourceTree.At("tests", "Tentacle.Testing", "Halibut", "frames.txt"));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split(' ') is not [var connection, var direction, var raw] || !raw.StartsWith(Raw, StringComparison.Ordinal))
            {
                continue;
            }

            var next = i + 1 < lines.Length ? lines[i + 1].Trim() : "";
            var bson = next.StartsWith(Bson, StringComparison.Ordinal) ? Convert.FromHexString(next[Bson.Length..]) : null;
            yield return new HalibutFrame(connection, direction == "C->S", Convert.FromHexString(raw[Raw.Length..]), bson);
        }
    }
}
