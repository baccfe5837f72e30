using Tentacle.Fuzzing.Engine;

namespace Tentacle.Fuzzing.Targets;

/// <summary>Every reader of what comes from outside.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> On(FuzzBench bench) =>
    [
        .. TextTargets.All(),
        .. HeaderTargets.All(),
        .. SubmissionTargets.All(bench),
        .. SettingsTargets.All(bench),
        .. RecordTargets.All(bench),
        .. LogTargets.All(bench),
        .. PollingTargets.All(bench),
        .. DoorTargets.All(),
        .. HalibutTargets.All(),
        .. PackageTargets.All(bench),
        .. CertificateTargets.All(bench),
    ];
}
