using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Halibut.Contracts;
using Tentacle.Halibut.Wire;
using Tentacle.Testing;
using Tentacle.Testing.Halibut;

namespace Tentacle.Halibut.Tests;

/// <summary>The service side against the client of the tests, over real sockets.</summary>
public sealed class ConnectionTests
{
    private const string ScriptsV2 = "Octopus.Tentacle.Contracts.ScriptServiceV2.{0}, Octopus.Tentacle.Contracts";
    private const string Legacy = "Octopus.Shared.Contracts.{0}, Octopus.Shared";
    private const string Current = "Octopus.Tentacle.Contracts.{0}, Octopus.Tentacle.Contracts";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_IsReadFromTheConnection_AndAnsweredWithTheLegacyName()
    {
        var services = new FakeServices();
        var acknowledged = 0;
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        await using var peer = await Peer.ListenAsync(services, new HalibutOptions { AwaitingStreams = () => acknowledged++ });
        var id = Guid.NewGuid();

        var answer = await peer.Client.CallAsync(
            "IFileTransferService", "UploadFile", ["a/b.zip", HalibutDocument.Stream(id, content.Length)], [(id, content)], Cancellation);

        Assert.Equal(content, services.Contents["a/b.zip"]);
        Assert.Equal("Octopus.Shared.Contracts.UploadResult, Octopus.Shared", answer.Result.Text("$type"));
        Assert.Equal(("/home/a/b.zip", "abc", 3_000_000), (answer.Result.Text("FullPath"), answer.Result.Text("Hash"), answer.Result.Number("Length")));
        Assert.Equal(peer.Client.LastId, answer.Message.Text("id"));
        Assert.Equal(1, acknowledged);
    }

    [Fact]
    public async Task Upload_WithoutContent_HasNoHash()
    {
        await using var peer = await Peer.ListenAsync(new FakeServices());

        var answer = await peer.Client.CallAsync("IFileTransferService", "UploadFile", ["x", null], [], Cancellation);

        Assert.Null(answer.Result["Hash"]);
    }

    [Fact]
    public async Task Upload_OfNothing_IsRead()
    {
        var services = new FakeServices();
        await using var peer = await Peer.ListenAsync(services);
        var id = Guid.NewGuid();

        await peer.Client.CallAsync("IFileTransferService", "UploadFile", ["x", HalibutDocument.Stream(id, 0)], [(id, [])], Cancellation);

        Assert.Empty(services.Contents["x"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StreamsThatACallDoesNotRead_AreSkipped(bool fails)
    {
        var services = new FakeServices { ReadsStreams = false, Failure = fails ? new HalibutCallException("The disk is full.") : null };
        await using var peer = await Peer.ListenAsync(services);
        var id = Guid.NewGuid();

        for (var call = 0; call < 2; call++)
        {
            var answer = await peer.Client.CallAsync(
                "IFileTransferService", "UploadFile", ["x", HalibutDocument.Stream(id, 200_000)], [(id, new byte[200_000])], Cancellation);
            Assert.Equal(fails ? "The disk is full." : null, answer.Error?.Text("message"));
        }
    }

    [Fact]
    public async Task FilesOfAScript_AreReadInTheirOrder()
    {
        var services = new FakeServices();
        await using var peer = await Peer.ListenAsync(services);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var command = Command(ScriptsV2, "StartScriptCommandV2");
        command["ScriptTicket"] = new HalibutDocument { ["TaskId"] = "t1" };
        command["Files"] = new object?[] { ScriptFile("one", first, 3), ScriptFile("two", second, 70_000) };
        command["Arguments"] = new object?[] { "a", "b c" };

        await peer.Client.CallAsync("IScriptServiceV2", "StartScript", [command], [(first, "abc"u8.ToArray()), (second, new byte[70_000])], Cancellation);

        Assert.Equal("abc", Encoding.UTF8.GetString(services.Contents["one"]));
        Assert.Equal(70_000, services.Contents["two"].Length);
        Assert.Equal(["a", "b c"], services.Scripts[0].Arguments);
        Assert.Equal("secret", services.Scripts[0].Files[0].EncryptionPassword);
    }

    [Fact]
    public async Task Streams_InAnotherOrder_EndTheConnection()
    {
        await using var peer = await Peer.ListenAsync(new FakeServices { ReadsStreams = false });
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var command = Command(Legacy, "StartScriptCommand");
        command["Files"] = new object?[] { ScriptFile("one", first, 3), ScriptFile("two", second, 3) };

        await peer.FailsAsync<HalibutProtocolException>(peer.Client.CallAsync(
            "IScriptService", "StartScript", [command], [(second, "abc"u8.ToArray()), (first, "def"u8.ToArray())], Cancellation));
    }

    [Theory]
    [InlineData(Legacy)]
    [InlineData(Current)]
    public async Task FirstScriptService_TakesBothNames_AndAnswersWithTheLegacyOne(string names)
    {
        var services = new FakeServices { Logs = [new ProcessOutput(ProcessOutputSource.StdErr, FakeServices.Time, "é")] };
        await using var peer = await Peer.ListenAsync(services);
        var start = await peer.Client.CallAsync("IScriptService", "startscript", [Command(names, "StartScriptCommand")], [], Cancellation);
        Assert.Equal(("Octopus.Shared.Contracts.ScriptTicket, Octopus.Shared", services.Ticket), (start.Result.Text("$type"), start.Result.Text("TaskId")));

        foreach (var (method, type) in new[] { ("GetStatus", "ScriptStatusRequest"), ("CancelScript", "CancelScriptCommand"), ("CompleteScript", "CompleteScriptCommand") })
        {
            var answer = await peer.Client.CallAsync("IScriptService", method, [Query(names, type)], [], Cancellation);
            Assert.Equal("Octopus.Shared.Contracts.ScriptStatusResponse, Octopus.Shared", answer.Result.Text("$type"));
            var line = (HalibutDocument)Assert.Single(answer.Result.List("Logs"))!;
            Assert.Equal((1, FakeServices.Time, "é"), (line["Source"], line["Occurred"], line["Text"]));
        }

        Assert.Equal(["Start", "Get t1 7", "Cancel t1 7", "Complete t1 7"], services.Calls);
    }

    [Fact]
    public async Task SecondScriptService_AnswersWithItsOwnName()
    {
        var services = new FakeServices();
        await using var peer = await Peer.ListenAsync(services);

        foreach (var (method, type) in new[] { ("GetStatus", "ScriptStatusRequestV2"), ("CancelScript", "CancelScriptCommandV2") })
        {
            var answer = await peer.Client.CallAsync("IScriptServiceV2", method, [Query(ScriptsV2, type)], [], Cancellation);
            Assert.Equal(Named(ScriptsV2, "ScriptStatusResponseV2"), answer.Result.Text("$type"));
            Assert.Equal((2, 0, 8L), (answer.Result["State"], answer.Result["ExitCode"], answer.Result["NextLogSequence"]));
        }

        var completed = await peer.Client.CallAsync("IScriptServiceV2", "CompleteScript", [Query(ScriptsV2, "CompleteScriptCommandV2")], [], Cancellation);
        Assert.Null(completed.Value);
        Assert.Null(completed.Error);
        Assert.Equal(["GetV2 t1 7", "CancelV2 t1 7", "CompleteV2 t1"], services.Calls);
    }

    [Fact]
    public async Task Download_SendsTheContent_OrNothing()
    {
        var services = new FakeServices();
        await using var peer = await Peer.ListenAsync(services);

        Assert.Null((await peer.Client.CallAsync("IFileTransferService", "DownloadFile", ["x"], [], Cancellation)).Value);
        foreach (var length in new[] { 0, 10, 500_000 })
        {
            services.Download = new byte[length];
            new Random(length).NextBytes(services.Download);
            Assert.Equal(services.Download, (await peer.Client.CallAsync("IFileTransferService", "DownloadFile", ["x"], [], Cancellation)).Content);
        }
    }

    [Fact]
    public async Task Download_ThatEndsEarly_EndsTheConnection()
    {
        var services = new FakeServices { Download = new byte[10], DownloadLength = 11 };
        await using var peer = await Peer.ListenAsync(services);

        await peer.FailsAsync<EndOfStreamException>(peer.Client.CallAsync("IFileTransferService", "DownloadFile", ["x"], [], Cancellation));
    }

    [Theory]
    [InlineData("IKubernetesScriptServiceV1", "StartScript", "Service not found: IKubernetesScriptServiceV1", "ServiceNotFoundHalibutClientException")]
    [InlineData("iscriptservicev2", "StartScript", "Service not found: iscriptservicev2", "ServiceNotFoundHalibutClientException")]
    [InlineData("IScriptServiceV2", "Abandon", "Service IScriptServiceV2::Abandon not found", "MethodNotFoundHalibutClientException")]
    [InlineData("IScriptServiceV2", "StartScript", "Service IScriptServiceV2::StartScript not found", "MethodNotFoundHalibutClientException")]
    [InlineData("IFileTransferService", "DownloadFile", "Service IFileTransferService::DownloadFile not found", "MethodNotFoundHalibutClientException")]
    public async Task UnknownServiceOrMethod_IsToldAsTheClientExpects(string service, string method, string message, string type)
    {
        await using var peer = await Peer.ListenAsync(new FakeServices());

        var answer = await peer.Client.CallAsync(service, method, [1], [], Cancellation);

        Assert.Equal((message, "Halibut.Exceptions." + type), (answer.Error!.Text("message"), answer.Error.Text("HalibutErrorType")));
        Assert.StartsWith("Halibut.Exceptions.", answer.Error.Text("details"), StringComparison.Ordinal);
        Assert.Null((await peer.Client.CallAsync("ICapabilitiesServiceV2", "GetCapabilities", [], [], Cancellation)).Error);
    }

    [Fact]
    public async Task FailedCall_DoesNotLookLikeAFailedConnection()
    {
        var failures = new List<string>();
        var services = new FakeServices { Failure = new EndOfStreamException("secret path") };
        await using var peer = await Peer.ListenAsync(services, new HalibutOptions { CallFailed = (method, e) => failures.Add($"{method} {e.Message}") });

        var answer = await peer.Client.CallAsync("ICapabilitiesServiceV2", "GetCapabilities", [], [], Cancellation);

        Assert.StartsWith(
            "System.Reflection.TargetInvocationException: Exception has been thrown by the target of an invocation.",
            answer.Error!.Text("details"), StringComparison.Ordinal);
        Assert.DoesNotContain("EndOfStreamException", answer.Error.Text("details"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.Error.Text("details"), StringComparison.Ordinal);
        Assert.Equal(["ICapabilitiesServiceV2::GetCapabilities secret path"], failures);
    }

    [Theory]
    [InlineData("Isolation", 2)]
    [InlineData("Isolation", "x")]
    [InlineData("ScriptIsolationMutexTimeout", "soon")]
    [InlineData("Files", 1)]
    [InlineData("TaskId", 1)]
    [InlineData("Scripts", "document")]
    [InlineData("Arguments", "list")]
    [InlineData("Files", "list")]
    public async Task InvalidParameter_FailsTheCall(string member, object value)
    {
        await using var peer = await Peer.ListenAsync(new FakeServices());
        var command = Command(Legacy, "StartScriptCommand");
        command[member] = value switch { "document" => new HalibutDocument { ["Perl"] = "x" }, "list" => new object?[] { 1 }, _ => value };

        var answer = await peer.Client.CallAsync("IScriptService", "StartScript", [command], [], Cancellation);

        Assert.StartsWith($"{member} is not valid. Send ", answer.Error!.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.IO.FileInfo, System.Private.CoreLib")]
    [InlineData("Octopus.Tentacle.Contracts.ScriptServiceV2.StartScriptCommandV2, Octopus.Tentacle.Contracts, Version=1.0.0.0")]
    public async Task TypeOutsideTheTable_EndsTheConnection(string type)
    {
        var services = new FakeServices();
        await using var peer = await Peer.ListenAsync(services);
        var command = Command(Legacy, "StartScriptCommand");
        command["Unknown"] = new object?[] { HalibutDocument.OfType(type) };

        await peer.FailsAsync<HalibutProtocolException>(peer.Client.CallAsync("IScriptService", "StartScript", [command], [], Cancellation));
        Assert.Empty(services.Calls);
    }

    [Theory]
    [InlineData(-1L, 1)]
    [InlineData(11L, 1)]
    [InlineData(1L, 3)]
    public async Task DataStreams_BeyondTheLimits_EndTheConnection(long length, int count)
    {
        var options = new HalibutOptions { Limits = new HalibutLimits { MaxStreamBytes = 10, MaxStreams = 2 } };
        await using var peer = await Peer.ListenAsync(new FakeServices(), options);
        var command = Command(Legacy, "StartScriptCommand");
        command["Files"] = Enumerable.Range(0, count).Select(i => (object?)ScriptFile($"{i}", Guid.NewGuid(), length)).ToArray();

        await peer.FailsAsync<HalibutProtocolException>(peer.Client.CallAsync("IScriptService", "StartScript", [command], [], Cancellation));
    }

    [Fact]
    public async Task DataStream_AnnouncedAgain_EndsTheConnection()
    {
        await using var peer = await Peer.ListenAsync(new FakeServices());
        var command = Command(Legacy, "StartScriptCommand");
        var id = Guid.NewGuid();
        command["Files"] = new object?[] { ScriptFile("a", id, 1), ScriptFile("b", id, 1) };

        await peer.FailsAsync<HalibutProtocolException>(peer.Client.CallAsync("IScriptService", "StartScript", [command], [], Cancellation));
    }

    [Fact]
    public async Task Message_LongerThanTheLimit_EndsTheConnection()
    {
        await using var peer = await Peer.ListenAsync(new FakeServices(), new HalibutOptions { Limits = new HalibutLimits { MaxMessageBytes = 2000 } });
        var command = Command(Legacy, "StartScriptCommand");
        Assert.Null((await peer.Client.CallAsync("IScriptService", "StartScript", [command], [], Cancellation)).Error);
        command["ScriptBody"] = new string('x', 2000);

        await peer.FailsAsync<HalibutProtocolException>(peer.Client.CallAsync("IScriptService", "StartScript", [command], [], Cancellation));
    }

    [Fact]
    public async Task Goodbye_EndsTheConnectionQuietly()
    {
        await using var peer = await Peer.ListenAsync(new FakeServices());
        await peer.Client.CallAsync("ICapabilitiesServiceV2", "GetCapabilities", [], [], Cancellation);

        await peer.Client.EndAsync(Cancellation);

        await peer.Serving.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Drain_WaitsForTheCall_AndEndsTheConnection()
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var services = new FakeServices
        {
            Meanwhile = _ =>
            {
                entered.SetResult();
                return leave.Task;
            },
        };
        await using var peer = await Peer.ListenAsync(services);
        var call = peer.Client.CallAsync("IFileTransferService", "DownloadFile", ["x"], [], Cancellation);
        await entered.Task.WaitAsync(Cancellation);

        await peer.Drain.CancelAsync();
        Assert.False(peer.Serving.IsCompleted);
        leave.SetResult();

        Assert.Null((await call).Error);
        await peer.Serving.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task IdleConnection_EndsQuietlyAfterItsTime()
    {
        var time = new FakeTimeProvider();
        await using var peer = await Peer.ListenAsync(new FakeServices(), new HalibutOptions { Time = time });
        await peer.Client.CallAsync("ICapabilitiesServiceV2", "GetCapabilities", [], [], Cancellation);

        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return peer.Serving.IsCompletedSuccessfully;
            },
            Cancellation);
    }

    [Fact]
    public async Task Polling_ServesCallsAndKeepAlives_OverOneConnection()
    {
        var accepted = 0;
        var services = new FakeServices { Download = [1, 2, 3] };
        await using var peer = await Peer.PollAsync(services, new HalibutOptions { Accepted = () => accepted++ });

        Assert.Equal("poll://sub1/", peer.Client.Subscription);
        for (var round = 0; round < 3; round++)
        {
            await peer.Client.KeepAliveAsync(Cancellation);
            Assert.Equal([1, 2, 3], (await peer.Client.CallAsync("IFileTransferService", "DownloadFile", ["x"], [], Cancellation)).Content);
        }

        Assert.Equal(1, accepted);
        await peer.Client.DisposeAsync();
        await peer.Serving.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Polling_ServerThatFallsSilent_TimesOut()
    {
        var time = new FakeTimeProvider();
        await using var peer = await Peer.PollAsync(new FakeServices(), new HalibutOptions { Time = time });

        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(30));
                return peer.Serving.IsFaulted;
            },
            Cancellation);
        await Assert.ThrowsAsync<TimeoutException>(() => peer.Serving);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("MX\r\nMX-CLIENT 1.0\r\n\r\n")]
    [InlineData("MX\r\n\r\nMX-SUBSCRIBER 1.0 poll://x/\r\n\r\n")]
    [InlineData("MX\r\n\r\nMX-CLIENTS 1.0\r\n\r\n")]
    [InlineData("MX\r\n\r\nMX-CLIENT 1.0\r\nx\r\n")]
    [InlineData("MX\r\n\r\nMX-CLIENT \u0007\r\n\r\n")]
    [InlineData("MX\r\n\r\nMX-CLIENT long\r\n\r\n")]
    public async Task Opening_ThatIsNotAClients_IsRejected(string opening)
    {
        var bytes = Encoding.Latin1.GetBytes(opening.Replace("long", new string('x', 2000), StringComparison.Ordinal));

        await Assert.ThrowsAsync<HalibutProtocolException>(() => ServeAsync(bytes));
    }

    [Fact]
    public async Task EndlessEmptyLines_AreRejected()
    {
        var first = HalibutFrame.ReadAll().Where(f => f.Connection == "#1" && f.FromClient).Take(3).SelectMany(f => f.Raw);

        await Assert.ThrowsAsync<HalibutProtocolException>(() => ServeAsync([.. first, .. Enumerable.Repeat((byte)'\n', 100)]));
    }

    private static Task ServeAsync(byte[] input) => new HalibutConnection(new RecordedStream(input, 4096), new FakeServices(), new HalibutOptions())
        .ServeAsync(CancellationToken.None, Cancellation);

    private static string Named(string form, string type) => form.Replace("{0}", type, StringComparison.Ordinal);

    private static HalibutDocument Command(string names, string type)
    {
        var command = HalibutDocument.OfType(Named(names, type));
        command["ScriptBody"] = "echo hi";
        command["Isolation"] = 1;
        return command;
    }

    private static HalibutDocument Query(string names, string type)
    {
        var query = HalibutDocument.OfType(Named(names, type));
        query["Ticket"] = new HalibutDocument { ["TaskId"] = "t1" };
        query["LastLogSequence"] = 7L;
        return query;
    }

    private static HalibutDocument ScriptFile(string name, Guid id, long length) =>
        new() { ["Name"] = name, ["Contents"] = new HalibutDocument { ["id"] = id, ["length"] = length }, ["EncryptionPassword"] = "secret" };
}
