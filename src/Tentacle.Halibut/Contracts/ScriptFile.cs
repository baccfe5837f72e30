using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut.Contracts;

/// <summary>A file for the directory of a script.</summary>
/// <param name="Name">Relative to the directory; not validated.</param>
/// <param name="Contents">Read straight from the connection, in the order of the files.</param>
/// <param name="EncryptionPassword">The file is stored encrypted with this password. Null stores it as it is.</param>
public sealed record ScriptFile(string Name, IncomingStream Contents, string? EncryptionPassword);
