namespace Tentacle.Contracts;

/// <summary>
/// A package to deploy: a zip, nupkg, or tar (plain, or compressed by gzip, bzip2, xz or zstd). It is already on the agent's machine (<see cref="Path"/>) or
/// comes with the request (<see cref="Upload"/>). It is installed to <c>applications/environment/id/version</c> and its scripts run there. The link
/// <c>current</c> beside it is switched after all scripts have succeeded.
/// </summary>
public sealed record JobPackage
{
    public const int DefaultKeep = 5;

    /// <summary>
    /// The name of the package: 1 to 200 characters. A name that follows the rule of tickets is also the name of the folder. For any other name, the folder
    /// gets a form of it that is safe in every file system.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>
    /// The version, by the same rule as the id, for example <c>1.0.0+build.5</c>, but not <c>current</c>. When the version is deployed again, its folder gets
    /// the suffix <c>_1</c>, <c>_2</c> and so on.
    /// </summary>
    public required string Version { get; init; }

    /// <summary>The environment, by the same rule as the id, for example <c>Pre Production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>The path of a file on the agent's machine. A relative path is below the agent's home directory.</summary>
    public string? Path { get; init; }

    /// <summary>The name of one of the request's files.</summary>
    public string? Upload { get; init; }

    /// <summary>
    /// The expected digest of the file: <c>sha-256=:base64:</c> in the form of RFC 9530 (sha-512 too), or a SHA-256 in hex. A file with another digest is not
    /// extracted.
    /// </summary>
    public string? Digest { get; init; }

    /// <summary>
    /// Values for <c>#{Name}</c> in files, and environment variables of the scripts. They are on disk only in encrypted form, and only until the launch.
    /// </summary>
    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Patterns of the files in which variables are replaced: <c>*</c> and <c>?</c> within a name, <c>**</c> for any directories, for example
    /// <c>**/*.config</c>.
    /// </summary>
    public IReadOnlyList<string> SubstituteIn { get; set; } = [];

    /// <summary>
    /// The number of successful deployments of this package to this environment that are kept on disk, including this one; 0 keeps all. The current deployment
    /// is always kept.
    /// </summary>
    public int Keep { get; set; } = DefaultKeep;

    /// <summary>A directory that receives a copy of the package's files in one step, after the scripts have succeeded.</summary>
    public string? CustomInstallDirectory { get; init; }

    /// <summary>True to remove the previous content of the custom directory. False keeps the files that the package does not replace.</summary>
    public bool Purge { get; init; }
}
