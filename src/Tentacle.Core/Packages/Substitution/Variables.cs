using System.Text;
using Tentacle.Archives;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>The variables of one deployment. Names are not case-sensitive.</summary>
public sealed class Variables(IReadOnlyDictionary<string, string> values)
{
    private const string Begin = "#{";
    private const int MaxDepth = 100;

    // Ten variables that each contain the next one eight times would expand to a gigabyte.
    private const long MaxNestedLength = 4 << 20;

    // Short values take time to expand, too.
    private const int StepCost = 32;

    // Variables that all refer to each other form an enormous number of loops.
    private const int MaxLoops = 20;
    private readonly Dictionary<string, string> _values = new(values, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Sentences about variables that refer to themselves, at most twenty.</summary>
    public IReadOnlyList<string> Loops =>
        [.. _values.Keys.SelectMany(name => Replace($"{Begin}{name}}}").Loops).Distinct().Take(MaxLoops).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Replaces each <c>#{Name}</c> by the variable's value, which may contain references to other variables. The reference to an unknown variable is
    /// unchanged, because it may have a meaning for the reader of the file. The reference to a variable that refers to itself is unchanged, too.
    /// </summary>
    /// <exception cref="PackageException">Nested variables expand to more than 4 million characters in one text.</exception>
    public ReplacedText Replace(string text)
    {
        var expansion = new Expansion(_values);
        var replaced = expansion.Replace(text);
        return new ReplacedText(replaced, expansion.Count, [.. expansion.Unknown], [.. expansion.Loops]);
    }

    private sealed class Expansion(Dictionary<string, string> values)
    {
        private readonly List<string> _path = [];
        private long _left = MaxNestedLength;

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
                    // Only the opening mark is skipped, because a known variable may begin before the closing brace.
                    result.Append(Begin);
                    from = begin + Begin.Length;
                }
            }

            return result.Append(text, from, text.Length - from).ToString();
        }

        private string? Expand(string name)
        {
            if (!values.TryGetValue(name, out var value) || _path.Count >= MaxDepth)
            {
                Unknown.Add(name);
                return null;
            }

            if (_path.FindIndex(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is var first and >= 0)
            {
                if (Loops.Count < MaxLoops)
                {
                    Loops.Add($"'{_path[first]}' refers to itself: {string.Join(" → ", _path[first..])} → {_path[first]}.");
                }

                return null;
            }

            _left -= _path.Count == 0 ? 0 : value.Length + StepCost;
            if (_left < 0)
            {
                throw new PackageException(
                    $"The variable '{name}' is used in variables that are used in others: together they make more than {MaxNestedLength} characters. "
                    + "Write values out instead.");
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
