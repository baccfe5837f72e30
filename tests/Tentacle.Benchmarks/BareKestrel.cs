using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Benchmarks;

/// <summary>
/// What transfers are held against: Kestrel with the same TLS and the least honest work. An upload is read by the MiB, hashed, written and flushed once; a
/// download is the framework's own, without a digest. This program started again with <see cref="Argument"/>, so that it is a process of its own.
/// </summary>
internal sealed class BareKestrel : IAsyncDisposable
{
    public const string Argument = "--bare-kestrel";
    private const int Block = 1024 * 1024;
    private readonly RunningProgram _program;

    private BareKestrel(RunningProgram program, int port) => (_program, Port) = (program, port);

    public int Port { get; }

    public static async Task<BareKestrel> StartAsync(string directory)
    {
        var port = FreePort.Next();
        var program = RunningProgram.Start(new ProgramStart(Environment.ProcessPath!, Argument, port.ToString(CultureInfo.InvariantCulture), directory));
        await Eventually.TrueAsync(() => program.Output.Contains("ready", StringComparison.Ordinal), CancellationToken.None, TimeSpan.FromSeconds(30), "bare Kestrel is ready");
        return new BareKestrel(program, port);
    }

    /// <summary>The other process.</summary>
    public static async Task RunAsync(int port, string directory)
    {
        using var certificate = TestCertificate.Create("CN=bare");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ListenLocalhost(port, endpoint => endpoint.UseHttps(https =>
            {
                https.ServerCertificate = certificate.Certificate;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            }));
        });
        await using var app = builder.Build();
        app.MapPut("/{name}", (HttpContext http, string name) => UploadAsync(http, Path.Combine(directory, name)));
        app.MapGet("/{name}", (string name) => Results.File(Path.Combine(directory, name)));
        await app.StartAsync();
        Console.WriteLine("ready");
        await app.WaitForShutdownAsync();
    }

    /// <summary>A client of either server.</summary>
    public static HttpClient Client(int port, X509Certificate2 certificate, Version version) => new(new SocketsHttpHandler
    {
        InitialHttp2StreamWindowSize = Block,
        SslOptions = new SslClientAuthenticationOptions
        {
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        },
    })
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}")),
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromMinutes(5),
    };

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static async Task<string> UploadAsync(HttpContext http, string path)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var buffer = new byte[Block];
        var position = 0L;
        int read;
        do
        {
            read = await http.Request.Body.ReadAtLeastAsync(buffer, Block, throwOnEndOfStream: false);
            hash.AppendData(buffer, 0, read);
            RandomAccess.Write(file, buffer.AsSpan(0, read), position);
            position += read;
        }
        while (read == Block);
        RandomAccess.FlushToDisk(file);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
