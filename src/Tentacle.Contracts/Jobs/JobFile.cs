
namespace Tentacle.Contracts;

/// <param name="Name">The path below the working directory. Both <c>/</c> and <c>\</c> are separators.</param>
/// <param name="Content">The bytes, in base64.</param>
public sealed record JobFile(string Name, byte[] Content);
