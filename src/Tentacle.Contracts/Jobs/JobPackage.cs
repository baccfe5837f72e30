namespace Tentacle.Contracts;

/// <summary>
/// A package to deploy: a zip, nupkg, or tar (plain, or compressed by gzip, bzip2, xz or zstd) that is on the agent's machine already (<see cref="Path"/>) or comes with the request
/// (<see cref="Upload"/>). It is installed to <c>applications/environment/id/version</c>, its scripts run there, and the link <c>current</c> beside it is
/// switched once all of them succeeded.
/// </summary>
public sealed record JobPackage
{
    public const int DefaultKeep = 5;

    /// <summary>
    /// The name of the package: 1 to 200 characters. The folder is the name itself where it is plain by the rule of tickets, else a form of it that is safe in
    /// every file system.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>As the id, for example <c>1.0.0+build.5</c>, but not <c>current</c>. Deployed again its folder gets <c>_1</c>, <c>_2</c> …</summary>
    public required string Version { get; init; }

    /// <summary>As the id, for example <c>Pre Production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>A file on the agent's machine; a relative path is below its home directory.</summary>
    public string? Path { get; init; }

    /// <summary>The name of one of the request's files.</summary>
    public string? Upload { get; init; }

    /// <summary>What the file must be: <c>sha-256=:base64:</c> as RFC 9530 writes it (sha-512 too), or a SHA-256 in hex. Nothing is extracted from another.</summary>
    public string? Digest { get; init; }

    /// <summary>Replace <c>#{Name}</c> in files, and are the environment of the scripts. On disk only encrypted, and only until the launch.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();

    /// <summary>Which files have variables: <c>*</c> and <c>?</c> within a name, <c>**</c> for any directories, for example <c>**/*.config</c>.</summary>
    public IReadOnlyList<string> SubstituteIn { get; set; } = [];

    /// <summary>How many successful deployments of this package to this environment stay on disk, this one included; 0 keeps all. The current one always stays.</summary>
    public int Keep { get; set; } = DefaultKeep;

    /// <summary>A directory that gets the package's files as well, in one step, after its scripts have succeeded.</summary>
    public string? CustomInstallDirectory { get; init; }

    /// <summary>Whether what was in the custom directory before goes; else it stays where the package has no file of that name.</summary>
    public bool Purge { get; init; }
}

/// <summary>Goes back to a version that is still on disk: nothing is transferred, its scripts run again, <c>current</c> is switched to it.</summary>
public sealed record JobRedeployment
{
    public required string Id { get; init; }
    public required string Version { get; init; }
    public required string Environment { get; init; }

    /// <summary>The environment of the scripts. Files keep what was put into them when the version was installed.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();
}
