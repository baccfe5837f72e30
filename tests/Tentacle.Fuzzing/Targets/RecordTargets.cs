using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Core.Files.Uploads;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Packages;
using Tentacle.Fuzzing.Engine;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Processes;

namespace Tentacle.Fuzzing.Targets;

/// <summary>Records of an instance that a disk has damaged: each is read, or counts as not there.</summary>
internal static class RecordTargets
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<byte[]> Words =
    [
        .. FuzzBench.Bytes("null", "{}", "[]", "\"\"", "{", "}", "[", "]", ":", ",", "\"", "-1", "1e400", "\n", "\\ud800", "\"request\":null",
            "\"ticket\":\"..\"", "\"version\":99", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"),
        [.. Enumerable.Repeat((byte)'[', 200)],
        new byte[64],
        [0xff],
    ];

    public static IEnumerable<FuzzTarget> All(FuzzBench bench)
    {
        var folder = new JobFolder(bench.DirectoryOf("records/deploy-42"), bench.DirectoryOf("records/work"));
        yield return New("job-record", [Json(Job(), JobRecordJson.Default.JobRecord)], Written(folder.Job, () => Kind(JobFiles.ReadJob(folder))));
        yield return New("started-record", [Json(new StartedRecord(new ProcessIdentity(1, 2, "boot"), Now), JobRecordJson.Default.StartedRecord)],
            Written(folder.Started(1), () => Kind(JobFiles.ReadStarted(folder))));
        yield return New("state-record", [Json(State(), JobRecordJson.Default.StateRecord)], Written(folder.State, () => Kind(JobFiles.ReadState(folder))));
        yield return New("resume-record", [Json(new ResumeRecord(1, "boot", Now), JobRecordJson.Default.ResumeRecord)],
            Written(folder.Resume, () => Kind(JobFiles.ReadResume(folder))));

        var jobs = bench.DirectoryOf("records/forgotten");
        var forgotten = FuzzBench.Bytes(
            """{"ticket":"a","contentHash":"h","idempotencyKey":null,"at":"2026-03-01T11:00:00.000Z"}""" + "\n"
                + """{"ticket":"b","contentHash":"h","idempotencyKey":"k","at":"2026-03-01T11:00:00.000Z"}""" + "\n");
        yield return New("forgotten-jobs", forgotten, Written(Path.Combine(jobs, ".forgotten.ndjson"), () => Forgotten(jobs)));

        var uploads = bench.DirectoryOf("records/uploads");
        yield return New("upload-record", [Json(Upload(), UploadRecordJson.Default.UploadRecord)],
            Written(Path.Combine(uploads, "a.json"), () => Uploads(uploads)));

        var journal = Path.Combine(bench.DirectoryOf("records/journal"), "deployments.ndjson");
        yield return New(
            "deployment-journal",
            FuzzBench.Bytes("""{"ticket":"a","id":"web","version":"1.0.0","environment":"Test","directory":"/apps/Test/web/1.0.0","startedAt":"2026-03-01T11:00:00.000Z","status":"succeeded"}""" + "\n"),
            Written(journal, () => Deployments(journal)));

        var refused = Path.Combine(bench.DirectoryOf("records/refused"), "refused.json");
        yield return New("refused-connections",
            FuzzBench.Bytes("[]",
            """[{"thumbprint":"A909502DD82AE41433E6F83886B00D4277A32A7B","subject":"CN=x","address":"127.0.0.1","lastSeen":"2026-03-01T11:00:00.000Z","count":1}]"""), Written(refused, () => $"{RefusedConnections.Read(refused).Count}"));
        yield return Secrets(bench);
    }

    private static FuzzTarget New(string name, IReadOnlyList<byte[]> seeds, Func<byte[], string> run) =>
        new(name, seeds, run) { Words = Words, AllocationPerByte = 2048, Prepare = JsonEdits.Of(seeds, ""), InputsPerTestRun = 5_000 };

    private static Func<byte[], string> Written(string path, Func<string> read) => input =>
    {
        File.WriteAllBytes(path, input);
        return read();
    };

    private static FuzzTarget Secrets(FuzzBench bench)
    {
        var directory = bench.DirectoryOf("records/secrets");
        var key = SecretsKey.LoadOrCreate(new Instance("Fuzz", Path.Combine(directory, "settings.json"), Path.Combine(directory, "machine"), IsListed: true));
        var folder = new JobFolder(directory, directory);
        var seed = key.Protect("job-secrets", """{"environment":{"A":"1"},"sensitiveValues":["hush-hush"]}"""u8.ToArray());
        return New("job-secrets", [seed], Written(folder.Secrets, () =>
        {
            var secrets = JobSecrets.Read(Job(), folder, key, out var damage);
            return damage is not null ? "refused" : secrets.Environment.Count == 1 ? "read" : "read as something else";
        }));
    }

    private static string Uploads(string directory)
    {
        var records = new UploadRecords(directory).Load();
        BrokenPromiseException.ThrowUnless(records.All(r => r is { Id: not null, Path: not null, Real: not null }), "a record that was read is whole");
        return $"{records.Count}";
    }

    private static string Deployments(string path)
    {
        var deployments = new DeploymentJournal(path).Read();
        BrokenPromiseException.ThrowUnless(deployments.All(d => d is { Id: not null, Version: not null, Environment: not null, Directory: not null }),
            "a record that was read is whole");
        return $"{Math.Min(deployments.Count, 3)}";
    }

    private static string Forgotten(string jobs)
    {
        var forgotten = new ForgottenJobs(jobs, new LiveSettings(new InstanceSettings()), Now);
        return $"{forgotten.ReservedUntil(JobTicket.Parse("a"), null, Now) is null}{forgotten.ReservedUntil(JobTicket.Parse("z"), "k", Now) is null}";
    }

    private static string Kind(object? record)
    {
        if (record is JobRecord job)
        {
            // What everybody takes for granted of a record that was read.
            BrokenPromiseException.ThrowUnless(job is { Request: not null, ContentHash: not null, Shell: not null, SubmittedBy: not null }
                && job.Ticket.Value.Length > 0, "a record that was read is whole");
            BrokenPromiseException.ThrowUnless(job.Request is { Script: not null, Isolation.Name: not null, Labels: not null },
                "a request that was read is whole");
        }

        BrokenPromiseException.ThrowUnless(record is not StartedRecord { Supervisor: null }, "a start that was read names its supervisor");
        return record is null ? "not there" : record is StateRecord state ? state.Outcome.ToString() : "read";
    }

    private static JobRecord Job() => new()
    {
        Ticket = JobTicket.Parse("deploy-42"),
        Request = new JobRequest { Script = new JobScript { Sh = "exit 0" }, Labels = new Dictionary<string, string> { ["a"] = "b" } },
        ContentHash = "hash",
        Shell = "sh",
        SubmittedBy = "test",
        CreatedAt = Now,
        Sequence = 1,
    };

    private static StateRecord State() => new() { Outcome = JobOutcome.Succeeded, ExitCode = 0, CompletedAt = Now, Reason = "none" };

    private static UploadRecord Upload() => new()
    {
        Id = "a",
        IsResumable = true,
        Path = "x",
        Real = "/tmp/x",
        Length = 10,
        CreatedAt = Now,
        TouchedAt = Now,
        Sha256 = new byte[32],
        End = new UploadEnd(10, new byte[32], true, "v"),
    };

    private static byte[] Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
