using Tentacle.Contracts;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Platform.Text;

namespace Tentacle.Core.Jobs.Submissions;

/// <summary>Validates a request to deploy a package. Errors are reported by member.</summary>
internal static class JobPackageValidator
{
    /// <summary>The prefix of package variables in the environment. It prevents collisions with other variables.</summary>
    public const string VariablePrefix = "TentaclePackageVariable.";

    /// <summary>The name of the link beside the versions. No version may have this name.</summary>
    private const string CurrentLink = "current";

    public static IEnumerable<ProblemError> Validate(JobRequest request, StagedFiles? files)
    {
        if (request.Package is { } package)
        {
            return
            [
                .. Names("/package", package.Id, package.Version, package.Environment),
                .. Variables("/package", package.Variables),
                .. Source(package, files),
                .. Places(package),
                .. Arguments(request),
            ];
        }

        return request.Redeploy is not { } redeploy ? [] :
        [
            .. Names("/redeploy", redeploy.Id, redeploy.Version, redeploy.Environment),
            .. Variables("/redeploy", redeploy.Variables),
            .. Arguments(request),
        ];
    }

    private static IEnumerable<ProblemError> Names(string at, string id, string version, string environment)
    {
        foreach (var (member, value) in new[] { ("id", id), ("version", version), ("environment", environment) })
        {
            if (!FolderName.IsUsable(value))
            {
                yield return new($"{at}/{member}", $"'{ClaimedText.Escape(value)}' cannot be used as a name. {FolderName.Rule}");
            }
        }

        if (version.Equals(CurrentLink, StringComparison.OrdinalIgnoreCase))
        {
            yield return new($"{at}/version", $"'{version}' is the name of the link to the version in use. Choose another.");
        }
    }

    private static IEnumerable<ProblemError> Source(JobPackage package, StagedFiles? files)
    {
        if (package.Path is null == package.Upload is null)
        {
            yield return new(
                "/package",
                "Say where the package is: either 'path', a file on this machine, or 'upload', the name of one of the request's files.");
        }

        if (package.Upload is { } upload && (!WorkspacePath.TryNormalize(upload, out var name) || (files is not null && files.Files.All(f => f.Name != name))))
        {
            yield return new("/package/upload", $"The request has no file '{upload}'. Send it as a part 'file' of that name.");
        }

        if (package.Digest is not null && !ContentDigest.TryParse(package.Digest, out _))
        {
            yield return new("/package/digest", $"'{package.Digest}' is not a digest. {ContentDigest.Rule}");
        }
    }

    private static IEnumerable<ProblemError> Places(JobPackage package)
    {
        if (package.Keep < 0)
        {
            yield return new("/package/keep", $"{package.Keep} is not a number of deployments. Give 1 or more, or 0 to keep all.");
        }

        if (package.CustomInstallDirectory is { } custom && !Path.IsPathFullyQualified(custom))
        {
            yield return new("/package/customInstallDirectory", $"'{custom}' is not an absolute path. Give one.");
        }

        if (package.Purge && package.CustomInstallDirectory is null)
        {
            yield return new("/package/purge", "There is no customInstallDirectory to purge: a version's own directory is always new. Leave 'purge' out.");
        }

        for (var i = 0; i < package.SubstituteIn.Count; i++)
        {
            if (package.SubstituteIn[i] is var pattern && (pattern.Length == 0 || Path.IsPathRooted(pattern) || pattern.Split('/', '\\').Contains("..")))
            {
                yield return new($"/package/substituteIn/{i}", $"'{pattern}' is not a pattern below the package. Write it as config/*.json or **/*.config.");
            }
        }
    }

    private static IEnumerable<ProblemError> Variables(string at, IReadOnlyDictionary<string, string> variables)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables)
        {
            var pointer = $"{at}/variables/{JobRequestValidator.Escape(name)}";
            if (string.IsNullOrWhiteSpace(name) || name.AsSpan().ContainsAny('=', '}', '\0'))
            {
                yield return new(pointer, $"'{name}' cannot be the name of a variable: it is empty or contains '=', '}}' or NUL.");
            }

            if (!names.Add(name))
            {
                yield return new(pointer, $"'{name}' appears twice (upper and lower case are not distinguished). Give each variable a name of its own.");
            }

            if (JobRequestValidator.VariableError(VariablePrefix + name, value) is { } error)
            {
                yield return new(pointer, error);
            }
        }
    }

    private static IEnumerable<ProblemError> Arguments(JobRequest request)
    {
        if (request.Arguments.Count > 0)
        {
            yield return new("/arguments", "The scripts of a package get no arguments. Use variables.");
        }
    }
}
