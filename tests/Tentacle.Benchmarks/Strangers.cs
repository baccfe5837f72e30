using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Benchmarks;

/// <summary>
/// What strangers do to the agent and to the server that it trusts: its memory and processor, how long a new trusted connection takes meanwhile, and how
/// many lines the log gets. Everything is on this machine, so the strangers' own work takes from the same cores.
/// </summary>
internal static class Strangers
{
    private const int ClockTicksPerSecond = 100;
    private static readonly TimeSpan Attack = TimeSpan.FromSeconds(10);

    // The agent gives memory back when it has been quiet.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(22);
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        await instance.StartAgentAsync(CancellationToken.None);
        await TimeTrustedAsync(instance, server, TimeSpan.FromSeconds(2));
        await Memory.PassAsync(TimeSpan.FromSeconds(30));
        var idle = Memory.Kilobytes(instance.Agent.Id, "VmRSS");
        Figures.Print("strangers", "none: agent's RSS", $"{idle / 1000.0:0.0} MB");
        await MeasureAsync(instance, server, "none", 0, _ => Task.CompletedTask);
        await MeasureAsync(instance, server, "48 anonymous h2 connections that send PING frames, reconnecting", 48, stop => SendFramesAsync(instance, new byte[17], 6, stop));
        await MeasureAsync(instance, server, "48 anonymous h2 connections that send DATA frames of 16 KiB, reconnecting", 48, stop => SendFramesAsync(instance, new byte[9 + 16_384], 0, stop));
        await MeasureAsync(instance, server, "2,200 silent TCP connections, reconnecting", 2_200, stop => KeepSilentAsync(instance, [], stop));
        await MeasureAsync(instance, server, "2,200 halves of a ClientHello, reconnecting", 2_200, stop => KeepSilentAsync(instance, [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3], stop));
        var hello = await RecordHelloAsync();
        await MeasureAsync(instance, server, "2,200 whole ClientHellos and then silence, reconnecting", 2_200, stop => KeepSilentAsync(instance, hello, stop));
        await MeasureAsync(instance, server, "100 anonymous TLS handshakes at a time, reconnecting", 100, stop => HandshakeAsync(instance, stop));
        await MeasureAfterAsync(instance, idle);
    }

    private static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server, string name, int count, Func<CancellationToken, Task> stranger)
    {
        await Memory.PassAsync(Settling);
        var before = Memory.Kilobytes(instance.Agent.Id, "VmRSS");
        using var stop = new CancellationTokenSource();
        Task[] strangers = [.. Enumerable.Range(0, count).Select(_ => Task.Run(() => RepeatAsync(stranger, stop.Token)))];
        var (cpu, lines, started) = (CpuSeconds(instance.Agent.Id), LogLines(instance), Stopwatch.GetTimestamp());
        var watching = WatchAsync(instance.Agent.Id, stop.Token);
        var (samples, failures) = await TimeTrustedAsync(instance, server, Attack);
        var cores = (CpuSeconds(instance.Agent.Id) - cpu) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(strangers);
        var most = await watching;
        Figures.Print("strangers", $"{name}: a new trusted connection and a call", $"{(samples.Count == 0 ? "none came in" : $"{Figures.Milliseconds(samples)}, max {samples.Max():0} ms")}, {failures.Count} failed{string.Concat(failures.Distinct().Select(f => $"; {f}"))}");
        Figures.Print("strangers", $"{name}: the agent", $"{cores:0.00} cores, RSS {before / 1000.0:0.0} MB before and {most / 1000.0:0.0} MB at most, {LogLines(instance) - lines} log lines in {Attack.TotalSeconds:0} s");
    }

    private static async Task MeasureAfterAsync(TemporaryInstance instance, long idle)
    {
        List<SslStream> open = [];
        var most = 0L;
        for (var i = 0; i < 1_500; i++)
        {
            try
            {
                open.Add(await ConnectAsync(instance, "http/1.1", CancellationToken.None));
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or SocketException)
            {
                // It gave way to a newer one.
            }

            most = Math.Max(most, i % 50 == 0 ? Memory.Kilobytes(instance.Agent.Id, "VmRSS") : 0);
        }

        open.ForEach(one => one.Dispose());
        await Memory.PassAsync(TimeSpan.FromSeconds(30));
        var after = Memory.Kilobytes(instance.Agent.Id, "VmRSS");
        Figures.Print("strangers", "30 s after 1,500 anonymous TLS connections: RSS", $"{after / 1000.0:0.0} MB, idle was {idle / 1000.0:0.0} MB ({(after - idle) * 100.0 / idle:+0;-0} %), at most {most / 1000.0:0.0} MB");
    }

    private static async Task<(List<double> Samples, List<string> Failures)> TimeTrustedAsync(TemporaryInstance instance, TestCertificate server, TimeSpan during)
    {
        var (samples, failures, started) = (new List<double>(), new List<string>(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < during)
        {
            try
            {
                samples.Add(await Figures.TimeAsync(async () =>
                {
                    using var http = new HttpClient(instance.CreateHandler(server)) { BaseAddress = instance.Address, Timeout = TimeSpan.FromSeconds(10) };
                    using var response = await http.GetAsync(new Uri(ApiRoutes.Livez, UriKind.Relative));
                    response.EnsureSuccessStatusCode();
                }));
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                failures.Add((e.InnerException ?? e).Message);
            }

            await Memory.PassAsync(TimeSpan.FromMilliseconds(20));
        }

        return (samples, failures);
    }

    private static async Task RepeatAsync(Func<CancellationToken, Task> stranger, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await stranger(stop);
            }
            catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException or OperationCanceledException)
            {
                // Ended, as it should be: the next.
            }
        }
    }

    private static async Task SendFramesAsync(TemporaryInstance instance, byte[] frame, byte type, CancellationToken stop)
    {
        await using var tls = await ConnectAsync(instance, "h2", stop);
        (frame[1], frame[2], frame[3]) = ((byte)((frame.Length - 9) >> 8), (byte)(frame.Length - 9), type);
        await tls.WriteAsync(Preface, stop);
        while (true)
        {
            await tls.WriteAsync(frame, stop);
        }
    }

    private static async Task KeepSilentAsync(TemporaryInstance instance, byte[] first, CancellationToken stop)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, instance.Port, stop);
        await tcp.GetStream().WriteAsync(first, stop);

        // What the agent answers is read, so that it is not what the agent waits for.
        var buffer = new byte[4096];
        while (await tcp.GetStream().ReadAsync(buffer, stop) > 0)
        {
        }
    }

    private static async Task<byte[]> RecordHelloAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await accepting;
        var tls = new SslStream(client.GetStream());
        var handshake = tls.AuthenticateAsClientAsync("localhost");
        var record = new byte[16 * 1024];
        var read = await accepted.GetStream().ReadAtLeastAsync(record, 5);
        var length = 5 + (record[3] << 8) + record[4];
        await accepted.GetStream().ReadExactlyAsync(record.AsMemory(read, length - read));
        accepted.Close();
        await Task.WhenAny(handshake);
        await tls.DisposeAsync();
        return record[..length];
    }

    private static async Task HandshakeAsync(TemporaryInstance instance, CancellationToken stop)
    {
        await using var tls = await ConnectAsync(instance, "http/1.1", stop);
        _ = await tls.ReadAsync(new byte[1], stop);
    }

    private static async Task<SslStream> ConnectAsync(TemporaryInstance instance, string protocol, CancellationToken stop)
    {
        var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(IPAddress.Loopback, instance.Port, stop);
            var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
                    ApplicationProtocols = [new SslApplicationProtocol(protocol)],
                },
                stop);
            return tls;
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    private static async Task<long> WatchAsync(int pid, CancellationToken stop)
    {
        var most = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, Memory.Kilobytes(pid, "VmRSS"));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return most;
    }

    private static double CpuSeconds(int pid)
    {
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (long.Parse(fields[11], System.Globalization.CultureInfo.InvariantCulture) + long.Parse(fields[12], System.Globalization.CultureInfo.InvariantCulture)) / (double)ClockTicksPerSecond;
    }

    private static int LogLines(TemporaryInstance instance)
    {
        using var file = new FileStream(Path.Combine(instance.Home, "Logs", "OctopusTentacle.txt"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Count(c => c == '\n');
    }
}
