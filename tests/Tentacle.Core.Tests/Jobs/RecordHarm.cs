using System.Runtime.InteropServices;
using System.Text;

namespace Tentacle.Core.Tests.Jobs;

/// <summary>What becomes of a record on a disk: cut, overwritten, replaced by something that is not a file.</summary>
internal static partial class RecordHarm
{
    /// <summary>Puts something else in a file's place.</summary>
    public static void Do(string path, string damage)
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
                Assert.Equal(0, MakePipe(path, 0x180));
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
                Assert.SkipUnless(Environment.IsPrivilegedProcess, "Needs files of two accounts.");
                File.WriteAllBytes(path, was);
                Assert.Equal(0, GiveAway(path));
                break;
            default:
                File.WriteAllBytes(path, Content(was, damage));
                break;
        }
    }

    /// <summary>0 when it belongs to nobody now.</summary>
    public static int GiveAway(string path) => ChangeOwner(path, 65534, 65534);

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
