using System.Buffers.Binary;
using System.Text.Json;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Supervisor;

/// <summary>Reads the launch specification of a supervisor. A truncated one is rejected, so an agent that dies while it writes has started nothing.</summary>
internal static class LaunchSpecReader
{
    private const int MaxLength = 256 * 1024 * 1024;

    /// <summary>Null when the specification is truncated or invalid.</summary>
    public static LaunchSpec? Read(Stream input)
    {
        try
        {
            Span<byte> header = stackalloc byte[sizeof(int)];
            input.ReadExactly(header);
            var length = BinaryPrimitives.ReadInt32BigEndian(header);
            if (length is <= 0 or > MaxLength)
            {
                return null;
            }

            var json = new byte[length];
            input.ReadExactly(json);
            return JsonSerializer.Deserialize(json, JobRecordJson.Default.LaunchSpec);
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException or IOException)
        {
            return null;
        }
    }
}
