using System.Text;
using Tentacle.Core.Packages.Archives;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>The variables of one deployment; names without regard to case.</summary>
public sealed class Variables(IReadOnlyDictionary<string, string> values)
{
    private const string Begin = "#{";
    private const int Deepest = 10;

    // Ten variables that hold each other eight times over would make a gigabyte of a line.
    private const long MostNested = 4 << 20;

    // Short values take time all the same.
    private const int StepCost = 32;
    private readonly Dictionary<string, string> _values = new(values, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>
    /// Replaces each <c>#{Name}</c> by the variable's value, in which others may stand. A name that is no variable's stays as it is, as it may mean
    /// something to the file's own reader.
    /// </summary>
    /// <returns>The text, how many were replaced, and the names that are no variable's.</returns>
    /// <exception cref="PackageException">Variables within variables make more than 4 million characters of one text.</exception>
    public (string Text, int Count, IReadOnlyList<string> Unknown) Replace(string text)
    {
        var unknown = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var count = 0;
        var left = MostNested;
        return (Replace(text, 0, ref count, unknown, ref left), count, [.. unknown]);
    }

    private string Replace(string text, int depth, ref int count, SortedSet<string> unknown, ref long left)
    {
        var result = new StringBuilder(text.Length);
        var from = 0;
        while (text.IndexOf(Begin, from, StringComparison.Ordinal) is var begin and >= 0 && text.IndexOf('}', begin) is var end and >= 0)
        {
            var name = text[(begin + Begin.Length)..end].Trim();
            result.Append(text, from, begin - from);
            if (_values.TryGetValue(name, out var value) && depth < Deepest)
            {
                count += depth == 0 ? 1 : 0;
                left -= depth == 0 ? 0 : value.Length + StepCost;
                if (left < 0)
                {
                    throw new PackageException($"The variable '{name}' stands in others that stand in others: together they make more than {MostNested} characters. Write values out instead.");
                }

                result.Append(Replace(value, depth + 1, ref count, unknown, ref left));
                from = end + 1;
            }
            else
            {
                // Only the mark is passed over: a real variable may begin before the brace that ends this.
                unknown.Add(name);
                result.Append(Begin);
                from = begin + Begin.Length;
            }
        }

        return result.Append(text, from, text.Length - from).ToString();
    }
}
