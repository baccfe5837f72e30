
namespace Tentacle.Core.Jobs.Workspaces;

/// <param name="Name">Normalised path below the working directory.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record StagedFile(string Name, long Length, string Sha256);
