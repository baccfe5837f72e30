using Tentacle.OpenApi;
using Tentacle.Testing;

// Writes the description of the API; with --check only says whether the file is up to date. Another file than the repository's own can be named.
const string Check = "--check";
var file = args.FirstOrDefault(argument => argument != Check) ?? SourceTree.At("openapi", "tentacle.v1.json");
try
{
    var document = await DescribedApi.DescribeAsync();
    if (!args.Contains(Check))
    {
        await File.WriteAllTextAsync(file, document);
        return 0;
    }

    if (await File.ReadAllTextAsync(file) == document)
    {
        return 0;
    }

    await Console.Error.WriteLineAsync($"'{file}' is not what the code's endpoints describe. Regenerate it and commit it: dotnet run --project tools/Tentacle.OpenApi");
}
catch (DescriptionException e)
{
    await Console.Error.WriteLineAsync(e.Message);
}

return 1;
