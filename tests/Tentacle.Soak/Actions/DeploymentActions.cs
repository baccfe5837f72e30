using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Soak.Jobs;
using Tentacle.Testing;

namespace Tentacle.Soak.Actions;

/// <summary>Packages, good and damaged ones: each worker has one that is its own.</summary>
internal static class DeploymentActions
{
    private const string Environment = "Soak";

    /// <summary>Deploys the next version, which becomes current, or a damaged one, after which the old one is current still.</summary>
    public static async Task DeployAsync(Worker worker, CancellationToken cancellationToken)
    {
        worker.Deployments++;
        var version = string.Create(CultureInfo.InvariantCulture, $"1.0.{worker.Deployments}");
        var witness = worker.World.Ledger.NewWitness();
        var isDamaged = worker.Random.Next(4) == 0;
        var file = Pack(worker, version, witness, isDamaged);
        var job = await JobActions.SubmitAsync(worker, Plan(worker, version, file, isDamaged), witness, cancellationToken);
        if (job is null)
        {
            file.Delete();
            return;
        }

        var ended = await WaitAsync(job, cancellationToken);
        await JobCheck.RunAsync(job, worker.Findings, cancellationToken);
        worker.Findings.Count(isDamaged ? "damaged packages" : "packages deployed");
        CheckCurrent(worker, version, ended?.Outcome, mayBeNew: !isDamaged && (ended?.Outcome != JobOutcome.Failed || job.Has(Mishaps.DiskFull)));
    }

    private static async Task<Job?> WaitAsync(SoakJob job, CancellationToken cancellationToken)
    {
        try
        {
            return await job.Agent.Client.WaitAsync(job.Ticket, cancellationToken);
        }
        catch (TentacleProblemException e) when (JobCheck.IsForgotten(e) && job.Has(Mishaps.MayBeForgotten))
        {
            return null;
        }
    }

    private static JobPlan Plan(Worker worker, string version, FileInfo file, bool isDamaged) => new(isDamaged ? "damaged package" : "package", new JobRequest
    {
        Package = new JobPackage { Id = worker.Name, Version = version, Environment = Environment, Upload = file.Name, Keep = 2 },
        Isolation = new JobIsolation { Level = IsolationLevel.None },
    })
    {
        Files = [file],
        Outcome = isDamaged ? JobOutcome.Failed : JobOutcome.Succeeded,
        ExitCode = isDamaged ? 1 : 0,
        MayNeverStart = isDamaged,
    };

    private static FileInfo Pack(Worker worker, string version, string witness, bool isDamaged)
    {
        var mark = Encoding.ASCII.GetBytes($"content of {version}: ");
        var file = new TestPackage()
            .With("page.html", version)
            .With("content.bin", [.. mark, .. RandomNumberGenerator.GetBytes(20_000)])
            .With("Deploy.sh", $"#!/bin/sh\necho ran >> '{witness}'\n", 0b111_101_101)
            .Save(Path.Combine(worker.World.ScratchOf(worker.Agent), $"{worker.Name}.{version}.zip"));
        if (isDamaged)
        {
            Damage(file.FullName, worker.Random);
        }

        return new FileInfo(file.FullName);
    }

    private static void Damage(string path, Random random)
    {
        var bytes = File.ReadAllBytes(path);
        if (random.Next(2) == 0)
        {
            // Cut off: its directory is missing.
            bytes = bytes[..random.Next(1000, bytes.Length / 2)];
        }
        else
        {
            // One bit in the middle, where only the CRC can see it: what is random is stored as it is, or all but.
            bytes[bytes.Length / 2] ^= 1;
        }

        File.WriteAllBytes(path, bytes);
    }

    private static void CheckCurrent(Worker worker, string version, JobOutcome? outcome, bool mayBeNew)
    {
        var page = Path.Combine(worker.Agent.Instance.Applications, Environment, worker.Name, "current", "page.html");
        var current = File.Exists(page) ? File.ReadAllText(page) : null;
        if (mayBeNew)
        {
            worker.CurrentVersions.Add(version);
        }

        var isAsExpected = outcome == JobOutcome.Succeeded ? current == version : worker.CurrentVersions.Contains(current);
        worker.Findings.Check(
            isAsExpected,
            $"after the deployment of {version} of '{worker.Name}' on '{worker.Agent.Name}' ended {outcome}, {current ?? "nothing"} is current instead of {string.Join(" or ", worker.CurrentVersions)}");
        if (outcome != JobOutcome.Lost || !isAsExpected)
        {
            worker.CurrentVersions.Clear();
        }

        worker.CurrentVersions.Add(current);
    }
}
