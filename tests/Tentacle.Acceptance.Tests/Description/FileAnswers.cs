using System.Net;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Description;

/// <summary>Goes through the answers of the operations on files and uploads.</summary>
internal sealed class FileAnswers(ConnectedAgent agent, TemporaryDirectory here)
{
    private const string TooMuch = "900000000000000";
    private static readonly (string, string) Begins = ("Upload-Complete", "?0");
    private static readonly (string, string) Outdated = ("If-Match", "\"other\"");

    private string Target => Query(here["file.txt"]);

    private string Home => Query(agent.Instance.Home);

    public async Task SeeAsync()
    {
        Directory.CreateDirectory(here["full/of"]);
        await SeeWritingAsync(HttpMethod.Put, 201);
        await SeeAsync(200, HttpMethod.Put, ApiRoutes.Files + Target, "two");
        await SeeReadingAsync();
        await SeeWritingAsync(HttpMethod.Post, 200, ("Upload-Complete", "?1"));
        await SeeAsync(201, HttpMethod.Post, ApiRoutes.Files + Query(here["begun"]), null, Begins);
        await SeeUploadsAsync();
        await SeePiecesAsync();
        await SeeDeletingAsync();
    }

    private async Task SeeWritingAsync(HttpMethod method, int status, params (string, string)[] headers)
    {
        await SeeAsync(status, method, ApiRoutes.Files + Target, "one", headers);
        await SeeAsync(400, method, ApiRoutes.Files, "one", headers);
        await SeeAsync(403, method, ApiRoutes.Files + Home + "/tentacle.sock", "one", headers);
        await SeeAsync(404, method, ApiRoutes.Files + Query("/proc/none"), "one", headers);
        await SeeAsync(409, method, ApiRoutes.Files + Query(here.Path), "one", headers);
        await SeeAsync(412, method, ApiRoutes.Files + Target, "one", [Outdated, .. headers]);
        await SeeAsync(415, method, ApiRoutes.Files + Target, "one", [("Content-Encoding", "gzip"), .. headers]);
        await SeeAsync(507, method, ApiRoutes.Files + Query(here["much"]), null, Begins, ("Upload-Length", TooMuch));
    }

    private async Task SeeReadingAsync()
    {
        await SeeAsync(200, HttpMethod.Get, ApiRoutes.Files + Query(here.Path) + "&limit=1");
        using var file = await SeeAsync(200, HttpMethod.Get, ApiRoutes.Files + Target, null, ("Want-Repr-Digest", "sha-256=1"));
        await SeeAsync(206, HttpMethod.Get, ApiRoutes.Files + Target, null, ("Range", "bytes=0-1"));
        await SeeAsync(206, HttpMethod.Get, ApiRoutes.Files + Target, null, ("Range", "bytes=0-0,2-2"));
        await SeeAsync(304, HttpMethod.Get, ApiRoutes.Files + Target, null, ("If-None-Match", file.Headers.ETag!.ToString()));
        await SeeAsync(400, HttpMethod.Get, ApiRoutes.Files);
        await SeeAsync(403, HttpMethod.Get, ApiRoutes.Files + Query("../x"));
        await SeeAsync(404, HttpMethod.Get, ApiRoutes.Files + Query(here["none"]));
        await SeeAsync(409, HttpMethod.Get, ApiRoutes.Files + Target + "/none");
        await SeeAsync(412, HttpMethod.Get, ApiRoutes.Files + Target, null, Outdated);
        await SeeAsync(416, HttpMethod.Get, ApiRoutes.Files + Target, null, ("Range", "bytes=99-"));
    }

    private async Task SeeUploadsAsync()
    {
        var upload = await BeginAsync(here["new"], ("Upload-Length", "6"));
        await SeeAsync(200, HttpMethod.Get, ApiRoutes.Uploads);
        await SeeAsync(400, HttpMethod.Get, ApiRoutes.Uploads + "?limit=0");
        await SeeAsync(204, HttpMethod.Head, upload);
        await SeeAsync(404, HttpMethod.Head, ApiRoutes.Upload("none"));
        await PieceAsync(204, upload, 0, "one", last: false);
        await PieceAsync(409, upload, 0, "two", last: true);
        await PieceAsync(201, upload, 3, "two", last: true);
        await PieceAsync(400, upload, 6, "more", last: true);
        await PieceAsync(404, ApiRoutes.Upload("none"), 0, "one", last: true);
        await PieceAsync(200, await BeginAsync(here["new"]), 0, "one", last: true);
        var givenUp = await BeginAsync(here["given-up"]);
        await SeeAsync(412, HttpMethod.Delete, givenUp, null, Outdated);
        await SeeAsync(204, HttpMethod.Delete, givenUp);
        await SeeAsync(404, HttpMethod.Delete, ApiRoutes.Upload("none"));
    }

    // What holds when an upload begins can be otherwise when it ends.
    private async Task SeePiecesAsync()
    {
        var upload = await BeginAsync(here["later"], ("If-None-Match", "*"));
        await SeeAsync(415, HttpMethod.Patch, upload, "one", ("Upload-Offset", "0"), ("Upload-Complete", "?1"));
        await PieceAsync(507, upload, 0, "one", last: false, ("Upload-Length", TooMuch));
        await SeeAsync(201, HttpMethod.Put, ApiRoutes.Files + Query(here["later"]), "first");
        await PieceAsync(412, upload, 0, "one", last: true);

        Directory.CreateDirectory(here["real"]);
        upload = await BeginAsync(here["real/target"]);
        File.CreateSymbolicLink(here["real/target"], Path.Combine(agent.Instance.Home, "Jobs", "x"));
        await PieceAsync(403, upload, 0, "one", last: true);
    }

    private async Task SeeDeletingAsync()
    {
        await SeeAsync(400, HttpMethod.Delete, ApiRoutes.Files);
        await SeeAsync(403, HttpMethod.Delete, ApiRoutes.Files + Home);
        await SeeAsync(404, HttpMethod.Delete, ApiRoutes.Files + Query(here["none"]));
        await SeeAsync(409, HttpMethod.Delete, ApiRoutes.Files + Query(here["full"]));
        await SeeAsync(412, HttpMethod.Delete, ApiRoutes.Files + Target, null, Outdated);
        await SeeAsync(204, HttpMethod.Delete, ApiRoutes.Files + Target);
    }

    private async Task<string> BeginAsync(string path, params (string, string)[] headers)
    {
        using var response = await SeeAsync(201, HttpMethod.Post, ApiRoutes.Files + Query(path), null, [Begins, .. headers]);
        return response.Headers.Location!.OriginalString;
    }

    private Task<HttpResponseMessage> PieceAsync(int status, string upload, int offset, string body, bool last, params (string, string)[] headers) =>
        SeeAsync(status, HttpMethod.Patch, upload, body, [("Content-Type", ApiHeaders.PartialUpload), ("Upload-Offset", $"{offset}"), ("Upload-Complete", last ? "?1" : "?0"), .. headers]);

    private static string Query(string path) => $"?path={Uri.EscapeDataString(path)}";

    private async Task<HttpResponseMessage> SeeAsync(int status, HttpMethod method, string path, string? body = null, params (string, string)[] headers)
    {
        var response = await agent.CallAsync(method, path, body is null ? null : new StringContent(body), headers);
        Assert.True(response.StatusCode == (HttpStatusCode)status, $"{method} {path}: {status} was expected, {(int)response.StatusCode} came.");
        return response;
    }
}
