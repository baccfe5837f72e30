using System.Text.RegularExpressions;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Testing;
using Tentacle.Testing.Faults;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Commands;

/// <summary><c>tentacle remote upload</c> and <c>download</c> on a terminal, over a line that breaks.</summary>
public sealed partial class RemoteTransferSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>, IDisposable
{
    private const int Size = 6_000_000;
    private readonly TemporaryDirectory _here = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task I_see_a_bar_and_both_transfers_go_on_by_themselves()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "The terminal is one that script(1) makes.");
        var content = new byte[Size];
        Random.Shared.NextBytes(content);
        await File.WriteAllBytesAsync(_here["app.zip"], content, Cancel);
        await using var proxy = FaultProxy.To(agent.Instance.Port);

        proxy.ToServer.BytesPerSecond = 3_000_000;
        proxy.ToServer.CutAfter(Size / 2);
        var up = await OnTerminalAsync(proxy, "upload", _here["app.zip"], "packages/app.zip");
        proxy.ToClient.BytesPerSecond = 3_000_000;
        proxy.ToClient.CutAfter(Size / 2);
        var down = await OnTerminalAsync(proxy, "download", "packages/app.zip", _here["back.zip"]);

        foreach (var (screen, verb) in new[] { (up, "Uploaded"), (down, "Downloaded") })
        {
            Assert.Matches(Percent(), screen);
            Assert.Matches(Rate(), screen);
            Assert.Matches(TimeLeft(), screen);
            Assert.Contains($"{verb} '", screen, StringComparison.Ordinal);
            Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), screen, StringComparison.Ordinal);
        }

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(agent.Instance.Home, "packages", "app.zip"), Cancel));
        Assert.Equal(content, await File.ReadAllBytesAsync(_here["back.zip"], Cancel));

        // What came before the cut did not come again.
        Assert.InRange(proxy.ToServer.Bytes, Size, Size * 1.4);
        Assert.InRange(proxy.ToClient.Bytes, Size, Size * 1.4);
    }

    [Fact]
    public async Task I_can_download_a_file_that_is_larger_than_any_answer_that_is_kept_in_memory()
    {
        const long size = 70L * 1024 * 1024;
        await using (var there = File.Create(Path.Combine(agent.Instance.Home, "large.bin")))
        {
            there.SetLength(size);
        }

        using var client = agent.CreateClient();
        await client.DownloadAsync("large.bin", _here["large.bin"], cancellationToken: Cancel);

        Assert.Equal(size, new FileInfo(_here["large.bin"]).Length);
    }

    private async Task<string> OnTerminalAsync(FaultProxy proxy, string verb, string from, string to)
    {
        var (certificate, key) = agent.Server.WritePem(_here.Path);
        var command = agent.Instance.Command(
            ["remote", verb, from, to, "--url", $"https://127.0.0.1:{proxy.Port}", "--thumbprint", agent.Instance.Thumbprint, "--cert", certificate, "--key", key]);
        var line = string.Join(' ', command.Arguments.Prepend(command.File).Select(a => $"'{a}'"));
        var terminal = new ProgramStart("/usr/bin/script", "--quiet", "--return", "--command", $"stty cols 160; {line}", "/dev/null")
        {
            Environment = new Dictionary<string, string?>(command.Environment) { ["TERM"] = "xterm" },
        };
        return (await RunningProgram.RunAsync(terminal, Cancel)).Succeeded().Output;
    }

    [GeneratedRegex(@"[1-9]\d?%")]
    private static partial Regex Percent();

    [GeneratedRegex(@"\d [KM]i?B/s")]
    private static partial Regex Rate();

    [GeneratedRegex(@"\d\d:\d\d:\d\d")]
    private static partial Regex TimeLeft();
}
