using System.Globalization;
using System.Security.Cryptography;
using Tentacle.Manager.Commands;

namespace Tentacle.Manager.Api;

/// <summary>
/// Files that commands create for the browser. They are in a directory that only its owner can enter and that is deleted when the Manager ends.
/// </summary>
public sealed class Downloads : IDisposable
{
    private const string Prefix = "/downloads";
    private const int IdBytes = 16;
    private readonly string _directory = Directory.CreateTempSubdirectory("tentacle-manager-").FullName;

    /// <summary>Reserves a path for one file. The name is visible to people; the address cannot be guessed.</summary>
    public MadeFile Plan(string name)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var directory = Directory.CreateDirectory(Path.Combine(_directory, id)).FullName;
        return new MadeFile(
            name,
            Path.Combine(directory, name),
            string.Create(CultureInfo.InvariantCulture, $"{Prefix[1..]}/{id}/{Uri.EscapeDataString(name)}"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Prefix + "/{id}/{name}", Find);

    private static IResult Find(string id, string name, Downloads downloads)
    {
        var path = Path.Combine(downloads._directory, Path.GetFileName(id), Path.GetFileName(name));
        return File.Exists(path) ? TypedResults.PhysicalFile(path, "application/octet-stream", name) : TypedResults.NotFound();
    }
}
