using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Core.Files.Uploads;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Files;

public sealed class FileStoreTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private readonly FileStore _store;

    public FileStoreTests() => _store = Open();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Put_BrokenContent_LeavesTheOldFileAndNothingElse()
    {
        await PutAsync("f", [1, 2, 3]);

        await Assert.ThrowsAsync<IOException>(() => _store.PutAsync(new PutRequest("f"), new BrokenStream(1_000_000), Cancel));

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(_home["f"], Cancel));
        Assert.Equal([_home["f"]], Directory.GetFiles(_home.Path));
        Assert.Empty(Directory.GetFiles(_home["Uploads"]));
    }

    [Fact]
    public async Task Put_LongerThanAnnounced_IsRefused()
    {
        var e = await Assert.ThrowsAsync<FileRefusedException>(() => _store.PutAsync(new PutRequest("f") { Length = 2 }, new MemoryStream([1, 2, 3]), Cancel));
        Assert.Equal(FileRefusal.LengthMismatch, e.Reason);
        Assert.Empty(Directory.GetFiles(_home.Path));
    }

    [Fact]
    public async Task Put_WhatIsThere_ReadsNothingWhenTheCallerWaits()
    {
        var first = await PutAsync("f", [1, 2, 3]);
        var request = new PutRequest("f") { Digests = first.Digests, MaySkip = true, Length = 3 };

        var again = await _store.PutAsync(request, new BrokenStream(0), Cancel);

        Assert.Equal(first with { IsNew = false }, again);
    }

    [Fact]
    public async Task Put_OtherOwner_KeepsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root gives files away.");
        await PutAsync("f", [1]);
        (await Testing.Programs.RunningProgram.RunAsync(new Testing.Programs.ProgramStart("chown", "1:2", _home["f"]), Cancel)).Succeeded();
        File.SetUnixFileMode(_home["f"], UnixFileMode.UserRead);

        await PutAsync("f", [2]);

        var owner = (await Testing.Programs.RunningProgram.RunAsync(new Testing.Programs.ProgramStart("stat", "-c", "%u:%g %a", _home["f"]), Cancel)).Succeeded();
        Assert.Equal("1:2 400", owner.Output.Trim());
    }

    [Fact]
    public async Task Uploads_NothingAddedForSevenDays_AreGone()
    {
        var upload = _store.BeginUpload(new PutRequest("f"));
        _time.Advance(TimeSpan.FromDays(6));
        await _store.AppendAsync(upload.Id, new UploadPiece(0, IsLast: false), new MemoryStream([1, 2]), Cancel);
        _time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(2, Assert.Single(_store.ListUploads()).Offset);

        _time.Advance(TimeSpan.FromDays(2));

        Assert.Empty(_store.ListUploads());
        Assert.Empty(Directory.GetFiles(_home.Path));
        Assert.Empty(Directory.GetFiles(_home["Uploads"]));
    }

    [Fact]
    public async Task Uploads_AfterARestart_GoOnWithTheDigestOfTheWhole()
    {
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        var digests = new FileDigests(System.Security.Cryptography.SHA256.HashData(content), System.Security.Cryptography.SHA512.HashData(content));
        var upload = _store.BeginUpload(new PutRequest("f") { Length = content.Length, Digests = digests });
        await _store.AppendAsync(upload.Id, new UploadPiece(0, IsLast: false), new MemoryStream(content, 0, 60_000), Cancel);

        using var restarted = Open();
        var progress = await restarted.FindUploadAsync(upload.Id, Cancel);
        var end = await restarted.AppendAsync(upload.Id, new UploadPiece(60_000, IsLast: true), new MemoryStream(content, 60_000, 40_000), Cancel);

        Assert.Equal(60_000, progress.Offset);
        Assert.Equal(digests.Sha256, end.Result!.Digests.Sha256);
        Assert.Equal(content, await File.ReadAllBytesAsync(_home["f"], Cancel));
    }

    [Fact]
    public async Task Uploads_WithAnotherDigestAtTheEnd_AreThrownAway()
    {
        var upload = _store.BeginUpload(new PutRequest("f") { Digests = new FileDigests(new byte[32]) });

        var e = await Assert.ThrowsAsync<FileRefusedException>(() => _store.AppendAsync(upload.Id, new UploadPiece(0, IsLast: true), new MemoryStream([1]), Cancel));

        Assert.Equal(FileRefusal.DigestMismatch, e.Reason);
        Assert.Empty(_store.ListUploads());
        Assert.Empty(Directory.GetFiles(_home.Path));
    }

    [Fact]
    public async Task Uploads_BrokenConnection_KeepsWhatHadCome()
    {
        var upload = _store.BeginUpload(new PutRequest("f"));
        await Assert.ThrowsAsync<IOException>(() => _store.AppendAsync(upload.Id, new UploadPiece(0, IsLast: true), new BrokenStream(300_001), Cancel));
        Assert.Equal(300_001, (await _store.FindUploadAsync(upload.Id, Cancel)).Offset);
    }

    [Fact]
    public void Start_DamagedRecord_IsClearedAway()
    {
        File.WriteAllText(_home["Uploads/0123.json"], "{");
        File.WriteAllText(_home["Uploads/0123.json.tmp"], "");
        using var restarted = Open();
        Assert.Empty(Directory.GetFiles(_home["Uploads"]));
    }

    [Fact]
    public async Task List_Pages_AreInOrderAndWhole()
    {
        foreach (var i in Enumerable.Range(0, 57))
        {
            await File.WriteAllTextAsync(_home[$"n{i * 7919 % 1000:000}"], "", Cancel);
        }

        var place = Assert.IsType<FileFound.Folder>(await _store.Reader.OpenAsync(".", Cancel)).Place;
        var seen = new List<string>();
        for (var page = FileReader.List(place, null, 10); ; page = FileReader.List(place, page.Last, 10))
        {
            seen.AddRange(page.Entries.Select(e => e.Name));
            if (!page.HasMore)
            {
                break;
            }
        }

        Assert.Equal(Directory.GetFileSystemEntries(_home.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal), seen);
    }

    private FileStore Open() => new(
        new FileSite { HomeDirectory = _home.Path, UploadsDirectory = _home["Uploads"], Own = [_home["Uploads"]], Kept = [_home.Path] },
        new LiveSettings(new InstanceSettings()),
        _time,
        NullLogger<FileStore>.Instance);

    private Task<PutResult> PutAsync(string path, byte[] content) => _store.PutAsync(new PutRequest(path), new MemoryStream(content), Cancel);

    /// <summary>Some bytes, then a connection that breaks.</summary>
    private sealed class BrokenStream(int length) : MemoryStream(new byte[length])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The line broke.");
    }
}
