using System.Text;
using Tentacle.Halibut.Contracts;
using Tentacle.Halibut.Wire;
using Tentacle.Testing.Halibut;

namespace Tentacle.Halibut.Tests;

/// <summary>What the original client sent, answered again: the same lines, and the same messages before their compression.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("#1", 1)]
    [InlineData("#1", 4096)]
    [InlineData("#6", 1)]
    [InlineData("#6", 4096)]
    public async Task RecordedConnection_IsAnsweredAsByTheOriginal(string connection, int piece)
    {
        var frames = FramesOf(connection);
        var stream = new RecordedStream([.. frames.Where(f => f.FromClient).SelectMany(f => f.Raw)], piece);
        var services = new FakeServices();

        await ServeAsync(stream, services);

        // The recording lacks the answer of the second of the three calls.
        var sent = connection == "#6" ? Split(stream.Output).Where((_, i) => i is not 3).ToList() : Split(stream.Output);
        var recorded = frames.Where(f => !f.FromClient).Select(f => f.Bson ?? f.Raw).ToList();
        Assert.Equal(recorded.Count, sent.Count);
        Assert.All(recorded.Zip(sent), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public async Task RecordedScript_IsReadAsItWasSent()
    {
        var stream = new RecordedStream([.. FramesOf("#2").Where(f => f.FromClient).SelectMany(f => f.Raw)], 100);
        var services = new FakeServices();

        await ServeAsync(stream, services);

        var script = Assert.Single(services.Scripts);
        Assert.Equal("vxu0NxrxQUDa7p4NXoeIQ", script.Ticket!.TaskId);
        Assert.Equal("echo hi", script.ScriptBody);
        Assert.Equal("echo hi", script.Scripts[ScriptType.Bash]);
        Assert.Equal("ServerTasks-1", script.TaskId);
        Assert.Equal(TimeSpan.FromSeconds(5), script.DurationToWait);
        Assert.Equal(TimeSpan.FromMinutes(1), script.IsolationTimeout);
        Assert.Equal("RunningScript", script.IsolationName);
        Assert.Equal(ScriptIsolationLevel.NoIsolation, script.Isolation);
        Assert.Empty(script.Arguments);
        Assert.Equal(("hello.txt", null), (Assert.Single(script.Files).Name, script.Files[0].EncryptionPassword));
        Assert.Equal("file body\n", Encoding.UTF8.GetString(services.Contents["hello.txt"]));
        Assert.Equal(["StartV2", "CompleteV2 " + script.Ticket.TaskId], services.Calls);

        var answer = FramesOf("#2").Last(f => !f.FromClient).Bson;
        Assert.Equal(answer, Split(stream.Output)[^1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(34)]
    public async Task RecordedScript_WithADamagedStream_EndsTheConnection(int place)
    {
        var frames = FramesOf("#2").Where(f => f.FromClient).Select(f => f.Raw).ToList();
        var stream = frames.Single(raw => raw.AsSpan().IndexOf("file body"u8) > 0);
        stream[place] ^= 1;
        var services = new FakeServices();

        await Assert.ThrowsAsync<HalibutProtocolException>(() => ServeAsync(new RecordedStream([.. frames.SelectMany(raw => raw)], 100), services));
        Assert.Empty(services.Contents);
    }

    [Fact]
    public async Task RecordedDownload_IsAnsweredAsByTheOriginal()
    {
        var frames = FramesOf("#4");
        var recorded = HalibutBson.Read(frames.Single(f => f.Bson is not null).Bson!).Document("Message");
        var id = (Guid)recorded.Document("result")["id"]!;

        using var output = new MemoryStream();
        var messages = new MessageStream(new WireStream(output, Timeout.InfiniteTimeSpan, TimeProvider.System), new HalibutLimits());
        var content = new OutgoingStream(5, new MemoryStream("file\n"u8.ToArray())) { Id = id };
        var answer = new Messages.ResponseMessage(recorded.Text("id")!, null, ContractWriter.Write(content), content);
        await messages.WriteAsync(Bson.BsonWriter.Write(answer.ToBson()), [content], TestContext.Current.CancellationToken);

        var sent = Split(output.ToArray());
        Assert.Equal(frames.Single(f => f.Bson is not null).Bson, sent[0]);
        Assert.Equal(frames.Last(f => !f.FromClient).Raw, sent[1]);
    }

    [Fact]
    public async Task RecordedCallOfAnUnknownService_IsRefused()
    {
        var stream = new RecordedStream([.. FramesOf("#5").Where(f => f.FromClient).SelectMany(f => f.Raw)], 100);

        await ServeAsync(stream, new FakeServices());

        var error = HalibutBson.Read(Split(stream.Output)[1]).Document("Message").Document("error");
        Assert.Equal("Service not found: INoSuchService", error.Text("message"));
        Assert.Equal("Halibut.Exceptions.ServiceNotFoundHalibutClientException", error.Text("HalibutErrorType"));
    }

    [Theory]
    [InlineData("#1")]
    [InlineData("#2")]
    [InlineData("#5")]
    [InlineData("#6")]
    public async Task RecordedConnection_CutAnywhere_EndsAndRunsOnlyCompleteCalls(string connection)
    {
        var whole = FramesOf(connection).Where(f => f.FromClient).SelectMany(f => f.Raw).ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            var stream = new RecordedStream(whole[..length], 4096);
            var services = new FakeServices();
            try
            {
                await ServeAsync(stream, services).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            }
            catch (EndOfStreamException)
            {
            }
            catch (HalibutProtocolException e) when (services.Scripts.Any(s => s.Files.Count > 0))
            {
                Assert.Contains("data stream", e.Message, StringComparison.Ordinal);
                Assert.Empty(services.Contents);
            }

            var answers = stream.Output.Length == 0 ? 0 : Split(stream.Output).Count(b => b.Length > 20);
            Assert.InRange(services.Calls.Count, answers - 1, answers + 1);
        }
    }

    private static List<HalibutFrame> FramesOf(string connection) => [.. HalibutFrame.ReadAll().Where(f => f.Connection == connection)];

    private static Task ServeAsync(Stream stream, FakeServices services) =>
        new HalibutConnection(stream, services, new HalibutOptions()).ServeAsync(CancellationToken.None, TestContext.Current.CancellationToken);

    // Control lines, messages and data streams, each as one piece.
    private static List<byte[]> Split(byte[] output)
    {
        var pieces = new List<byte[]>();
        while (output.Length > 0)
        {
            var line = new[] { "MX-SERVER 1.0\r\n\r\n", "PROCEED\r\n", "NEXT\r\n" }.FirstOrDefault(l => output.AsSpan().StartsWith(Encoding.ASCII.GetBytes(l)));
            if (line is not null)
            {
                pieces.Add(output[..line.Length]);
                output = output[line.Length..];
                continue;
            }

            var inflater = new Inflater(new HalibutLimits());
            var taken = pieces.Count > 0 && pieces[^1].AsSpan().IndexOf("Halibut.DataStream"u8) > 0 ? output.Length : inflater.Feed(output);
            pieces.Add(inflater.IsDone ? inflater.Output.ToArray() : output[..taken]);
            output = output[taken..];
        }

        return pieces;
    }
}
