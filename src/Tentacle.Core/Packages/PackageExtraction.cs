using Tentacle.Archives;
using Tentacle.Contracts;
using Tentacle.Core.Packages.Substitution;
using Tentacle.Platform;

namespace Tentacle.Core.Packages;

/// <summary>Extracts an archive into the directory of a version, which is then ready to be published.</summary>
internal sealed class PackageExtraction(PackageSite site, Variables variables, DeploymentOutput output)
{
    private const int ShareOfVerifying = 10;
    private const int ShareOfExtracting = 50;
    private const int Step = 5;

    /// <returns>The SHA-256 of the archive.</returns>
    public string Run(JobPackage package, string staging, CancellationToken cancellationToken)
    {
        var file = PackageFile.Find(package, site);
        var digest = ContentDigest.TryParse(package.Digest, out var given) ? given : null;
        var sha256 = file.Verify(digest, percent => Report(percent * ShareOfVerifying / 100, "Verifying"), cancellationToken);
        output.Report($"{Path.GetFileName(file.Path)}: SHA-256 {sha256}{(digest is null ? "" : ", as expected")}.");

        var length = Math.Max(1, new FileInfo(file.Path).Length);
        var (files, bytes) = ArchiveExtraction.Run(
            file.Path, staging, new ArchiveLimits(), read => Report(
                ShareOfVerifying + (int)(read * ShareOfExtracting / length),
                "Extracting"), cancellationToken);
        output.Report($"Extracted {files} files, {bytes} bytes.");
        FaultPoint.Reach("package-extracted");

        FileSubstitution.Run(staging, package.SubstituteIn, variables, output.Report);
        if (file.IsOurs)
        {
            File.Delete(file.Path);
        }

        return sha256;
    }

    private void Report(int percent, string what) => output.Progress(Math.Min(percent, ShareOfVerifying + ShareOfExtracting) / Step * Step, what);
}
