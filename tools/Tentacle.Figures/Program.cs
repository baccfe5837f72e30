using System.Globalization;
using Tentacle.Figures;

// Measures how the code is built: dotnet run --project tools/Tentacle.Figures [-- --list]   from the root of the repository. With --list, each finding is named.
const int MaxLineLength = 160;
const int MaxParameters = 5;
const int RepeatedLines = 6;

var root = Directory.GetCurrentDirectory();
if (!File.Exists(Path.Combine(root, "Tentacle.sln")))
{
    Console.Error.WriteLine($"'{root}' is not the root of the repository: it has no Tentacle.sln. Run this program there.");
    return 1;
}

var source = SourceFile.ReadAll(root, "src");
var total = source.Sum(file => file.Lines.Length);
foreach (var project in source.GroupBy(file => file.Project).OrderByDescending(files => files.Sum(file => file.Lines.Length)))
{
    var lines = project.Sum(file => file.Lines.Length);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{project.Key,-26} {lines,6} lines {100.0 * lines / total,5:0.0} %"));
}

string[] longLines = [.. from file in source
                         from line in file.Lines.Index()
                         where line.Item.Length > MaxLineLength
                         select $"{file.Path}:{line.Index + 1} has {line.Item.Length} characters"];
(string What, string[] Found)[] figures =
[
    ("imports in circles of folders", [.. Circles.Of(source)]),
    ($"lines longer than {MaxLineLength}", longLines),
    ($"constructors with more than {MaxParameters} parameters", [.. Constructors.LongerThan(MaxParameters, source)]),
    ($"passages of {RepeatedLines} lines and more that repeat", [.. Repeats.Of(RepeatedLines, source)]),
];
foreach (var (what, found) in figures)
{
    Console.WriteLine($"{what}: {found.Length}");
    foreach (var one in args.Contains("--list") ? found : [])
    {
        Console.WriteLine($"  {one}");
    }
}

return 0;
