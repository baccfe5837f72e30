using System.Globalization;
using System.Text;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Description;

/// <summary>One request, and what curl said of its answer.</summary>
/// <param name="ExitCode">Of curl for this request: 0 when the answer kept to the protocol.</param>
internal sealed record CurlAnswer(CurlCall Call, int ExitCode, int Status, string HttpVersion, long BodyBytes);

/// <summary>A request for curl, whose HTTP/2 is nghttp2: it takes a frame that must not be there for the end of the stream, where other clients look away.</summary>
internal sealed record CurlCall(string Method, string Path, string? Body = null, params IReadOnlyList<(string Name, string Value)> Headers)
{
    private const string Program = "/usr/bin/curl";
    private const string Line = "%{exitcode} %{http_code} %{http_version} %{size_download}\\n";

    public override string ToString() => $"{Method} {Path}";

    /// <summary>Makes all of them over one connection, as far as the agent keeps it.</summary>
    /// <param name="version"><c>http1.1</c> or <c>http2</c>.</param>
    public static async Task<IReadOnlyList<CurlAnswer>> RunAsync(ListeningAgent agent, string version, IReadOnlyList<CurlCall> calls, CancellationToken cancellationToken)
    {
        using var here = new TemporaryDirectory();
        await DebianPackages.EnsureAsync("curl", () => File.Exists(Program), cancellationToken);
        var (certificate, key) = agent.Server.WritePem(here.Path);
        var config = new StringBuilder();
        foreach (var (call, i) in calls.Select((call, i) => (call, i)))
        {
            config.Append(i == 0 ? "" : "next\n");
            config.Append(CultureInfo.InvariantCulture, $"url = \"{agent.Instance.Address.GetLeftPart(UriPartial.Authority)}{call.Path}\"\n{version}\ninsecure\npath-as-is\nmax-time = 30\n");
            config.Append(CultureInfo.InvariantCulture, $"cert = \"{certificate}\"\nkey = \"{key}\"\noutput = \"/dev/null\"\nwrite-out = \"{Line}\"\n");
            config.Append(call.Method == "HEAD" ? "head\n" : $"request = \"{call.Method}\"\n");
            config.Append(call.Body is null ? "" : $"data-binary = \"{call.Body.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\n");
            foreach (var (name, value) in call.Headers)
            {
                config.Append(CultureInfo.InvariantCulture, $"header = \"{name}: {value.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\n");
            }
        }

        var result = await RunningProgram.RunAsync(new ProgramStart(Program, "--silent", "--config", "-") { Input = config.ToString() }, cancellationToken);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        Assert.True(lines.Count == calls.Count, $"curl made {lines.Count} of {calls.Count} requests: {result.Errors}");
        return [.. calls.Zip(lines, (call, line) => new CurlAnswer(call, Number(line[0]), Number(line[1]), line[2], Number(line[3])))];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
