using System.Security.Cryptography;
using Tentacle.Testing;

namespace Tentacle.Fuzzing.Engine;

/// <summary>Inputs that once failed, a file each in <c>tests/Tentacle.Fuzzing/Corpus/TARGET</c>: they are tried in every run of the tests.</summary>
internal static class Corpus
{
    private const int HashLength = 12;

    public static IReadOnlyList<(string Name, byte[] Input)> Of(FuzzTarget target)
    {
        var directory = DirectoryOf(target);
        return Directory.Exists(directory) ? [.. Directory.GetFiles(directory).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))] : [];
    }

    /// <returns>The file.</returns>
    public static string Add(FuzzTarget target, byte[] input)
    {
        var directory = Directory.CreateDirectory(DirectoryOf(target)).FullName;
        var path = Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(input))[..HashLength]);
        File.WriteAllBytes(path, input);
        return path;
    }

    private static string DirectoryOf(FuzzTarget target) => SourceTree.At("tests", "Tentacle.Fuzzing", "Corpus", target.Name);
}
