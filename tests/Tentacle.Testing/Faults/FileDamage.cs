using System.Runtime.InteropServices;
using System.Text;

namespace Tentacle.Testing.Faults;

/// <summary>Damages a file as disks and people do: truncates it, overwrites it, or replaces it by something that is not a regular file.</summary>
public static partial class FileDamage
{
    /// <summary>Applies one kind of damage. Other texts than the known kinds become the content of the file.</summary>
    public static void Apply(string path, string damage)
    {
        var was = File.Exists(path) ? File.ReadAllBytes(path) : [];
        File.Delete(path);
        switch (damage)
        {
            case "missing":
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "pipe":
                Require(MakePipe(path, 0x180) == 0, "mkfifo", path);
                break;
            case "link to a device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "link to itself":
                File.CreateSymbolicLink(path, path);
                break;
            case "dangling link":
                File.CreateSymbolicLink(path, "none");
                break;
            case "1 GB":
                using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
                {
                    RandomAccess.SetLength(file, 1L << 30);
                }

                break;
            case "another owner":
                File.WriteAllBytes(path, was);
                GiveAway(path);
                break;
            default:
                File.WriteAllBytes(path, Content(was, damage));
                break;
        }
    }

    /// <summary>Gives a file to the account <c>nobody</c>. The test is skipped when the process may not do that.</summary>
    public static void GiveAway(string path)
    {
        // xunit's sign of a skip, for a project that does not reference xunit.
        Require(Environment.IsPrivilegedProcess, "$XunitDynamicSkip$Needs files of two accounts:", path);
        Require(ChangeOwner(path, 65534, 65534) == 0, "chown", path);
    }

    private static void Require(bool condition, string what, string path)
    {
        if (!condition)
        {
            throw new IOException($"{what} {path}");
        }
    }

    private static byte[] Content(byte[] was, string damage)
    {
        var text = Encoding.UTF8.GetString(was);
        return damage switch
        {
            "empty" => [],
            "half" => was[..(was.Length / 2)],
            "garbage" => [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919 >> 3))],
            "zeros" => new byte[4096],
            "deep" => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"request\":", 50_000))),
            "null request" => Encoding.UTF8.GetBytes($$"""{{{text[1..text.IndexOf("\"request\"", StringComparison.Ordinal)]}}"request":null,{{text[text.IndexOf("\"contentHash\"", StringComparison.Ordinal)..]}}"""),
            "null script" => Encoding.UTF8.GetBytes(text.Replace("\"script\":{\"sh\":\"exit 0\"}", "\"script\":null", StringComparison.Ordinal)),
            "null argument" => Encoding.UTF8.GetBytes(text.Replace("\"arguments\":[]", "\"arguments\":[null]", StringComparison.Ordinal)),
            "another version" => Encoding.UTF8.GetBytes(text.Replace("\"version\":1", "\"version\":7", StringComparison.Ordinal)),
            "another ticket" => Encoding.UTF8.GetBytes(text.Replace("\"ticket\":\"damaged\"", "\"ticket\":\"before\"", StringComparison.Ordinal)),
            "no ticket" => Encoding.UTF8.GetBytes(text.Replace("\"ticket\":\"damaged\"", "\"ticket\":\"../../x\"", StringComparison.Ordinal)),
            "no sequence" => Encoding.UTF8.GetBytes(text.Replace("\"sequence\":2", "\"sequence\":-2", StringComparison.Ordinal)),
            "largest sequence" => Encoding.UTF8.GetBytes(text.Replace("\"sequence\":2", "\"sequence\":9223372036854775807", StringComparison.Ordinal)),
            _ => Encoding.UTF8.GetBytes(damage),
        };
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
