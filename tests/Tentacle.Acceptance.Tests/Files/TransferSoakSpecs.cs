using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Testing;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Files;

/// <summary>Hours of a bad line in a few minutes.</summary>
public abstract class TransferSoakSpecs(ConnectedAgent agent)
{
    private const int AtOnce = 4;
    private static readonly int Transfers = Environment.GetEnvironmentVariable("TENTACLE_TESTS_FULL") == "true" ? 500 : 50;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_transfer_for_hours_while_the_line_breaks_again_and_again()
    {
        using var here = new TemporaryDirectory();
        var there = Path.Combine(agent.Instance.Home, "soak");
        Directory.CreateDirectory(there);
        await using var line = await agent.OpenLineAsync(Cancel);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var cutting = CutAsync(line, done.Token);

        await Parallel.ForAsync(0, Transfers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel }, async (i, token) =>
        {
            // Small ones in one request, large ones in pieces.
            var content = TransferAgent.Bytes(new Random(i).Next(i % 3 == 0 ? 10_000 : 8_000_000), i);
            var remote = Path.Combine(there, $"file-{i}");
            var local = here[$"{i}"];
            await File.WriteAllBytesAsync(local, content, token);
            var up = await line.Client.UploadAsync(local, remote, cancellationToken: token);
            var down = await line.Client.DownloadAsync(remote, local + ".back", cancellationToken: token);
            Assert.Equal((TransferAgent.Hex(content), up.Sha256), (up.Sha256, down.Sha256));
            Assert.Equal(TransferAgent.Hex(content), TransferAgent.Hex(await File.ReadAllBytesAsync(local + ".back", token)));
            File.Delete(local);
            File.Delete(local + ".back");
        });

        await done.CancelAsync();
        await cutting;
        Assert.Empty(Directory.GetFiles(here.Path));
        foreach (var upload in await line.Client.ListUploadsAsync(Cancel).ToListAsync(Cancel))
        {
            // A begin whose answer was lost: nobody knows its name, and it expires. Here it is what makes the next line hold.
            using var deleted = await agent.SendAsync(HttpMethod.Delete, new Uri(upload.Link, UriKind.Relative));
        }

        await Eventually.TrueAsync(() => TransferAgent.Leftovers(there).Count == 0, Cancel);
        Assert.Equal(Transfers, Directory.GetFiles(there).Length);
    }

    private static async Task CutAsync(FaultyLine line, CancellationToken cancellationToken)
    {
        var random = new Random(7);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(150), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var how = random.Next(2) == 0 ? CutKind.Reset : CutKind.Close;
                (random.Next(2) == 0 ? line.ToAgent : line.ToServer).CutAfter(random.Next(10_000_000), how);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }
}

/// <inheritdoc/>
public sealed class ListeningTransferSoakSpecs(ListeningAgent agent) : TransferSoakSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledTransferSoakSpecs(HardyPolledAgent agent) : TransferSoakSpecs(agent), IClassFixture<HardyPolledAgent>;
