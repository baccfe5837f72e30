using System.Net;
using System.Text.Json.Nodes;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Files;

/// <summary>Files confined to named directories: nothing leads out.</summary>
public abstract class ConfinementSpecs : IAsyncLifetime
{
    private readonly TemporaryDirectory _disk = new();
    private readonly ConnectedAgent _agent;

    protected ConfinementSpecs(ConnectedAgent agent) => _agent = agent;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var directory in new[] { "in/deep", "in2", "out", "other" })
        {
            Directory.CreateDirectory(_disk[directory]);
        }

        await File.WriteAllTextAsync(_disk["out/secret"], "secret", Cancel);
        await File.WriteAllTextAsync(_disk["in/open"], "open", Cancel);
        File.CreateSymbolicLink(_disk["in/link-out"], _disk["out"]);
        File.CreateSymbolicLink(_disk["in/relative-out"], "../out");
        File.CreateSymbolicLink(_disk["in/file-out"], "../out/secret");
        File.CreateSymbolicLink(_disk["in/dangling-out"], "../out/new");
        File.CreateSymbolicLink(_disk["in/chain"], "deep/hop");
        File.CreateSymbolicLink(_disk["in/deep/hop"], "../link-out");
        File.CreateSymbolicLink(_disk["in/inside"], _disk["in/deep"]);
        File.CreateSymbolicLink(_disk["in/to-in2"], _disk["in2"]);
        File.CreateSymbolicLink(_disk["allowed"], _disk["in"]);
        await ConfineAsync(_disk["allowed"], _disk["in2"]);
    }

    public async ValueTask DisposeAsync()
    {
        await ConfineAsync();
        _disk.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("{disk}/out/secret")]
    [InlineData("{disk}/in/../out/secret")]
    [InlineData("{disk}/in/deep/../../out/secret")]
    [InlineData("{disk}/in/./../out/secret")]
    [InlineData("{disk}/in//..//out/secret")]
    [InlineData("{disk}/in/link-out/secret")]
    [InlineData("{disk}/in/relative-out/secret")]
    [InlineData("{disk}/in/file-out")]
    [InlineData("{disk}/in/dangling-out")]
    [InlineData("{disk}/in/chain/secret")]
    [InlineData("{disk}/in/deep/hop/secret")]
    [InlineData("{disk}/inn/secret")]
    [InlineData("{disk}/allowed/link-out/secret")]
    [InlineData("{disk}")]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/self/root/etc/passwd")]
    [InlineData("/proc/self/cwd/x")]
    [InlineData("/")]
    [InlineData("x")]
    [InlineData("../x")]
    [InlineData("..\\x")]
    public async Task I_cannot_get_out_by_any_path(string path)
    {
        path = path.Replace("{disk}", _disk.Path, StringComparison.Ordinal);
        using var get = await _agent.GetAsync(path);
        using var put = await _agent.PutAsync(path, [1]);
        using var begin = await _agent.SendAsync(HttpMethod.Post, TransferAgent.File(path), null, ("Upload-Complete", "?0"));

        Assert.Equal((403, ProblemTypes.PathNotAllowed), await get.ProblemAsync());
        Assert.Equal((403, ProblemTypes.PathNotAllowed), await put.ProblemAsync());
        Assert.Equal((403, ProblemTypes.PathNotAllowed), await begin.ProblemAsync());
        Assert.Equal("secret", await File.ReadAllTextAsync(_disk["out/secret"], Cancel));
        Assert.Equal([_disk["out/secret"]], Directory.GetFileSystemEntries(_disk["out"]));
    }

    [Theory]
    [InlineData("in/open")]
    [InlineData("allowed/open")]
    [InlineData("in/inside/../open")]
    [InlineData("in/deep/../open")]
    public async Task I_can_read_within(string path)
    {
        using var get = await _agent.GetAsync(_disk[path]);
        Assert.Equal("open", await get.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("allowed/new/file", "in/new/file")]
    [InlineData("in/inside/new", "in/deep/new")]
    [InlineData("in/to-in2/new", "in2/new")]
    [InlineData("in/..\\..\\out\\x", "in/..\\..\\out\\x")]
    public async Task I_can_write_within_through_links_that_stay_there(string path, string real)
    {
        using var put = await _agent.PutAsync(_disk[path], [1]);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.True(File.Exists(_disk[real]));
    }

    [Fact]
    public async Task I_can_delete_a_link_that_leads_out_and_not_what_it_leads_to()
    {
        using var through = await _agent.SendAsync(HttpMethod.Delete, TransferAgent.File(_disk["in/link-out/secret"]));
        using var link = await _agent.SendAsync(HttpMethod.Delete, TransferAgent.File(_disk["in/link-out"], "&recursive=true"));
        using var root = await _agent.SendAsync(HttpMethod.Delete, TransferAgent.File(_disk["in"], "&recursive=true"));

        Assert.Equal((403, ProblemTypes.PathNotAllowed), await through.ProblemAsync());
        Assert.Equal(HttpStatusCode.NoContent, link.StatusCode);
        Assert.Equal((403, ProblemTypes.PathProtected), await root.ProblemAsync());
        Assert.True(File.Exists(_disk["out/secret"]));
    }

    [Fact]
    public async Task I_cannot_win_a_race_with_a_link()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Directory.CreateDirectory(_disk["in/swap"]);
        await File.WriteAllTextAsync(_disk["in/swap/secret"], "open", Cancel);
        var swapping = Task.Run(() => Swap(stop.Token), Cancel);
        for (var i = 0; i < 300; i++)
        {
            using var get = await _agent.GetAsync(_disk["in/swap/secret"]);
            Assert.NotEqual("secret", await get.Content.ReadAsStringAsync(Cancel));
            using var put = await _agent.PutAsync(_disk["in/swap/written"], [1]);
        }

        await stop.CancelAsync();
        await swapping;
        Assert.Equal([_disk["out/secret"]], Directory.GetFileSystemEntries(_disk["out"]));
    }

    // One name that is now the directory, now a link out of the root.
    private void Swap(CancellationToken stop)
    {
        File.CreateSymbolicLink(_disk["in/swap-link"], _disk["out"]);
        while (!stop.IsCancellationRequested)
        {
            Directory.Move(_disk["in/swap"], _disk["in/swap-kept"]);
            MoveOver("in/swap-link", "in/swap");
            Directory.Move(_disk["in/swap"], _disk["in/swap-link"]);
            MoveOver("in/swap-kept", "in/swap");
        }
    }

    private void MoveOver(string from, string to)
    {
        while (true)
        {
            try
            {
                if (Directory.Exists(_disk[to]))
                {
                    // An upload found no directory and made one.
                    Directory.Delete(_disk[to], recursive: true);
                }

                Directory.Move(_disk[from], _disk[to]);
                return;
            }
            catch (IOException)
            {
                // It was quicker once more.
            }
        }
    }

    // By hand, as an administrator does: the running agent has to notice.
    private async Task ConfineAsync(params string[] roots)
    {
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(_agent.Instance.SettingsFile, Cancel))!;
        settings["Files"] = new JsonObject { ["Roots"] = new JsonArray([.. roots.Select(r => (JsonNode)r)]) };
        await File.WriteAllTextAsync(_agent.Instance.SettingsFile, settings.ToJsonString(), Cancel);
        await Eventually.TrueAsync(async () =>
        {
            using var outside = await _agent.GetAsync("/etc");
            return outside.StatusCode == (roots.Length > 0 ? HttpStatusCode.Forbidden : HttpStatusCode.OK);
        }, Cancel);
        if (roots.Length > 0)
        {
            // Of an earlier test there may be other roots for a moment.
            await Eventually.TrueAsync(async () =>
            {
                using var inside = await _agent.GetAsync(roots[0]);
                return inside.StatusCode == HttpStatusCode.OK;
            }, Cancel);
        }
    }
}

/// <inheritdoc/>
public sealed class ListeningConfinementSpecs(ListeningAgent agent) : ConfinementSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledConfinementSpecs(PolledAgent agent) : ConfinementSpecs(agent), IClassFixture<PolledAgent>;
