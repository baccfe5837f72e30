
namespace Tentacle.Contracts;

/// <param name="Pointer">The member, as a JSON pointer (RFC 6901), for example <c>/script/bash</c>.</param>
/// <param name="Detail">The reason and the remedy.</param>
public sealed record ProblemError(string Pointer, string Detail);
