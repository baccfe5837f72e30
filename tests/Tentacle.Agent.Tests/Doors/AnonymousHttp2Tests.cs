using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Authentication;

namespace Tentacle.Agent.Tests.Doors;

/// <summary>What a peer without a certificate may send over HTTP/2 (D1): ten frames or 64 KiB, before the answer and after it.</summary>
public sealed class AnonymousHttp2Tests : IAsyncLifetime
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte Reset = 3;
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly TimeSpan WellBelowTheTenSeconds = TimeSpan.FromSeconds(8);
    private TestAgent _agent = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await TestAgent.StartAsync();

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task Send_ManySmallFramesThatAreNoRequest_IsEnded()
    {
        await using var connection = await ConnectAsync();
        await EndsWhileSendingAsync(connection, Frame(Settings, 0, 0), frames: 2_000);
    }

    [Fact]
    public async Task Send_LargeFramesThatAreNoRequest_IsEnded()
    {
        await using var connection = await ConnectAsync();
        await EndsWhileSendingAsync(connection, Frame(Data, 1, 16_384), frames: 400);
    }

    [Fact]
    public async Task Send_OneFrameWithoutEnd_IsEnded()
    {
        await using var connection = await ConnectAsync();
        await connection.WriteAsync(Frame(Data, 1, 0xffffff).AsMemory(0, 9), Token);
        await EndsWhileSendingAsync(connection, new byte[16_384], frames: 400);
    }

    [Fact]
    public async Task Send_AnotherPreface_IsEnded()
    {
        await using var connection = await _agent.ConnectAsync(null, SslProtocols.Tls13, "h2");
        await connection.WriteAsync("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"u8.ToArray(), Token);
        await IsEndedAsync(connection);
    }

    [Fact]
    public async Task Send_MoreAfterTheAnswer_IsEnded()
    {
        await using var connection = await ConnectAsync();
        await connection.WriteAsync(Frame(Headers, 1, 20), Token);
        var answer = new byte[9 + 13];
        await connection.ReadExactlyAsync(answer, Token);
        Assert.Equal((Settings, Reset), (answer[3], answer[12]));

        await EndsWhileSendingAsync(connection, Frame(Data, 1, 16_384), frames: 400);
    }

    [Fact]
    public async Task Send_ARequestBehindWhatClientsSendFirst_IsAnswered()
    {
        await using var connection = await ConnectAsync();
        await connection.WriteAsync(Frame(Settings, 0, 18), Token);
        await connection.WriteAsync(Frame(8, 0, 4), Token);
        for (uint stream = 3; stream <= 11; stream += 2)
        {
            await connection.WriteAsync(Frame(2, stream, 5), Token);
        }

        await connection.WriteAsync(Frame(Headers, 13, 40), Token);
        var answer = new byte[9 + 13];
        await connection.ReadExactlyAsync(answer, Token);

        Assert.Equal((Reset, 13u), (answer[12], BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(14))));
    }

    private static byte[] Frame(byte type, uint stream, int length)
    {
        var frame = new byte[9 + length];
        (frame[0], frame[1], frame[2], frame[3]) = ((byte)(length >> 16), (byte)(length >> 8), (byte)length, type);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        return frame;
    }

    private async Task<SslStream> ConnectAsync()
    {
        var connection = await _agent.ConnectAsync(null, SslProtocols.Tls13, "h2");
        await connection.WriteAsync(Preface, Token);
        return connection;
    }

    // A paced sender: what is in the buffers of the network says nothing of what the agent has read.
    private static async Task EndsWhileSendingAsync(SslStream connection, byte[] piece, int frames)
    {
        var ended = IsEndedAsync(connection);
        for (var i = 0; i < frames && !ended.IsCompleted && await connection.TryWriteAsync(piece); i++)
        {
        }

        await ended;
    }

    private static async Task IsEndedAsync(SslStream connection) => await connection.ReadToEndAsync().WaitAsync(WellBelowTheTenSeconds, TimeProvider.System, Token);
}
