using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Acceptance.Tests.Trust;

/// <summary>TLS by hand, to see what a peer gets byte by byte.</summary>
internal static class TlsCalls
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SslStream> ConnectAsync(this TemporaryInstance instance, TestCertificate? certificate, SslProtocols protocol)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", instance.Port, Cancel);
        var stream = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocol,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate?.Certificate!,
            },
            Cancel);
        return stream;
    }

    /// <summary>All that comes for one request; empty when not a byte of HTTP did.</summary>
    public static async Task<string> AskAsync(this TemporaryInstance instance, TestCertificate? certificate, SslProtocols protocol, string request = "GET /api/v1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    {
        try
        {
            await using var stream = await instance.ConnectAsync(certificate, protocol);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
            return await stream.ReadToEndAsync();
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return "";
        }
    }

    /// <summary>What comes until the connection ends, in whatever way it does.</summary>
    public static async Task<string> ReadToEndAsync(this Stream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        try
        {
            while (await stream.ReadAsync(buffer, Cancel) is > 0 and var read)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Cut off: what came until then is the answer.
        }

        return text.ToString();
    }
}
