using System.Text;
using System.Text.Json;
using Tentacle.Fuzzing.Engine;
using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Fuzzing.Targets;

/// <summary>Settings that a person, an editor or a disk has damaged.</summary>
internal static class SettingsTargets
{
    private static readonly IReadOnlyList<byte[]> Words =
    [
        .. FuzzBench.Bytes("null", "{}", "[]", "\"\"", "{", "}", "[", "]", ":", ",", "-1", "65536", "1e5", "\"PortNumber\":", "\"Thumbprint\":\"x\"",
            "\"Address\":\"::\"", "\"ListenIP\":\"fe80::1\"", "// x\n", "/*", "\ufeff", "<x/>", "\\ud800"),
        [.. Enumerable.Repeat((byte)'[', 200)],
        [0xff],
    ];

    public static IEnumerable<FuzzTarget> All(FuzzBench bench)
    {
        var directory = bench.DirectoryOf("settings");
        var path = Path.Combine(directory, "tentacle.config");
        var store = new SettingsStore(path, EnvironmentSettings.None);
        yield return new FuzzTarget("settings", Seeds(), input => Load(store, path, input))
        {
            Words = Words,
            AllocationPerByte = 2048,
            Prepare = JsonEdits.Of(Seeds(), ""),
        };
        var env = Path.Combine(directory, ".env");
        yield return new FuzzTarget("env-file", FuzzBench.Bytes("# x\nListeningPort=10933\nServerUrl=\"x\"\n", "A=B"), input => Environment(env, input))
        {
            Words = FuzzBench.Bytes("\n", "=", "#", "\"", "\0"),
            LongestInput = 1024,
        };
    }

    private static List<byte[]> Seeds()
    {
        var settings = new InstanceSettings { Octopus = new OctopusSettings { Home = "/var/lib/tentacle" } };
        var written = JsonSerializer.SerializeToUtf8Bytes(settings, SettingsJson.Default.InstanceSettings);
        return
        [
            written,
            .. FuzzBench.Bytes(
                """{"Tentacle":{"Services":{"PortNumber":10933,"ListenIP":"127.0.0.1","NoListen":false},"Communication":{"TrustedOctopusServers":[{"Thumbprint":"A909502DD82AE41433E6F83886B00D4277A32A7B","CommunicationStyle":2,"Address":"https://server:10943/","SubscriptionId":"poll://abc/"}],"PollingConnectionCount":4}}}""",
                """{"Jobs":{"LogLimit":1048576,"MaxRunning":4,"RetentionHours":24},"Disk":{"MinimumFree":0},"Files":{"Roots":["/srv"]},"Health":{"CertificateDays":30},"Otlp":{"Endpoint":"http://collector:4318","IntervalSeconds":60}}""",
                """{"Octopus":{"LogLevel":"Trace","Proxy":{"UseDefaultProxy":true,"ProxyHost":"proxy","ProxyPort":3128,"ProxyUsername":"u"}}}"""),
        ];
    }

    private static string Load(SettingsStore store, string path, byte[] input)
    {
        File.WriteAllBytes(path, input);
        try
        {
            var settings = store.Load();
            BrokenPromiseException.ThrowUnless(SettingsRules.Check(settings).Count == 0, "settings that were loaded break no rule");
            return settings.Unknown is null ? "taken" : "taken with unknown";
        }
        catch (SettingsException e)
        {
            return Kind(e.Message);
        }
    }

    private static string Environment(string path, byte[] input)
    {
        File.WriteAllBytes(path, input);
        try
        {
            var settings = EnvironmentSettings.Read(name => name == EnvironmentSettings.SwitchVariable ? "true" : null, Path.GetDirectoryName(path)!);
            settings.Over(new InstanceSettings());
            return "taken";
        }
        catch (SettingsException)
        {
            return "refused";
        }
    }

    // The file's path is the same for all; what is the input's is behind it.
    private static string Kind(string message)
    {
        var kind = new StringBuilder();
        foreach (var c in message.Where(char.IsAsciiLetter).Take(120))
        {
            kind.Append(c);
        }

        return kind.ToString();
    }
}
