using System.Text;
using Tentacle.Core.Packages.Archives;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>The variables of one deployment; names without regard to case.</summary>
public sealed class Variables(IReadOnlyDictionary<string, string> values)
{
    private const string Begin = "#{";
    private const int Deepest = 100;

    // Ten variables that hold each other eight times over would make a gigabyte of a line.
    private const long MostNested = 4 << 20;

    // Short values take time all the same.
    private const int StepCost = 32;

    // Variables that all refer to each other have loops without number.
    private const int MostLoops = 20;
    private readonly Dictionary<string, string> _values = new(values, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Sentences about variables that refer to themselves, the first twenty.</summary>
    public IReadOnlyList<string> Loops => [.. _values.Keys.SelectMany(name => Replace($"{Begin}{name}}}").Loops).Distinct().Take(MostLoops).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Replaces each <c>#{Name}</c> by the variable's value, in which others may stand. A name that is not a variable's stays as it is, as it may mean
    /// something to the file's own reader; and so does one whose value refers to itself.
    /// </summary>
    /// <exception cref="PackageException">Variables within variables make more than 4 million characters of one text.</exception>
    public ReplacedText Replace(string text)
    {
        var expansion = new Expansion(_values);
        var replaced = expansion.Replace(text);
        return new ReplacedText(replaced, expansion.Count, [.. expansion.Unknown], [.. expansion.Loops]);
    }

    private sealed class Expansion(Dictionary<string, string> values)
    {
        private readonly List<string> _path = [];
        private long _left = MostNested;

        public int Count { get; private set; }

        public SortedSet<string> Unknown { get; } = new(StringComparer.OrdinalIgnoreCase);

        public SortedSet<string> Loops { get; } = new(StringComparer.Ordinal);

        public string Replace(string text)
        {
            var result = new StringBuilder(text.Length);
            var from = 0;
            while (text.IndexOf(Begin, from, StringComparison.Ordinal) is var begin and >= 0 && text.IndexOf('}', begin) is var end and >= 0)
            {
                var name = text[(begin + Begin.Length)..end].Trim();
                result.Append(text, from, begin - from);
                if (Expand(name) is { } value)
                {
                    result.Append(value);
                    from = end + 1;
                }
                else
                {
                    // Only the mark is passed over: a real variable may begin before the brace that ends this.
                    result.Append(Begin);
                    from = begin + Begin.Length;
                }
            }

            return result.Append(text, from, text.Length - from).ToString();
        }

        private string? Expand(string name)
        {
            if (!values.TryGetValue(name, out var value) || _path.Count >= Deepest)
            {
                Unknown.Add(name);
                return null;
            }

            if (_path.FindIndex(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is var first and >= 0)
            {
                if (Loops.Count < MostLoops)
                {
                    Loops.Add($"'{_path[first]}' refers to itself: {string.Join(" → ", _path[first..])} → {_path[first]}.");
                }

                return null;
            }

            _left -= _path.Count == 0 ? 0 : value.Length + StepCost;
            if (_left < 0)
            {
                throw new PackageException($"The variable '{name}' stands in others that stand in others: together they make more than {MostNested} characters. Write values out instead.");
            }

            _path.Add(name);
            var expanded = Replace(value);
            _path.RemoveAt(_path.Count - 1);
            if (Loops.Any(loop => loop.StartsWith($"'{name}' ", StringComparison.OrdinalIgnoreCase)))
            {
                return null;
            }

            Count += _path.Count == 0 ? 1 : 0;
            return expanded;
        }
    }
}
