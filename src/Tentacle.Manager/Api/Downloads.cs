using System.Globalization;
using System.Security.Cryptography;
using Tentacle.Manager.Commands;

namespace Tentacle.Manager.Api;

/// <summary>Files that commands make for the browser: in a directory of our own, which only its owner can enter and which goes when we go.</summary>
public sealed class Downloads : IDisposable
{
    private const string Prefix = "/downloads";
    private const int IdBytes = 16;
    private readonly string _directory = Directory.CreateTempSubdirectory("tentacle-manager-").FullName;

    /// <summary>A place for one file. The name is seen by people, the way to it cannot be guessed.</summary>
    public MadeFile Plan(string name)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var directory = Directory.CreateDirectory(Path.Combine(_directory, id)).FullName;
        return new MadeFile(name, Path.Combine(directory, name), string.Create(CultureInfo.InvariantCulture, $"{Prefix[1..]}/{id}/{Uri.EscapeDataString(name)}"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Prefix + "/{id}/{name}", Find);

    private static IResult Find(string id, string name, Downloads downloads)
    {
        var path = Path.Combine(downloads._directory, Path.GetFileName(id), Path.GetFileName(name));
        return File.Exists(path) ? TypedResults.PhysicalFile(path, "application/octet-stream", name) : TypedResults.NotFound();
    }
}
