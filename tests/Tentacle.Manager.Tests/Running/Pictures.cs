using Tentacle.Testing;

namespace Tentacle.Manager.Tests.Running;

/// <summary>Where the browser tests leave what they saw, to be looked at.</summary>
internal static class Pictures
{
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts", "manager")).FullName;

    public static string PathOf(string name) => Path.Combine(Folder, name + ".png");
}
