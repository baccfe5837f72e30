using System.Text;
using Tentacle.Fuzzing.Engine;
using Tentacle.Testing;

namespace Tentacle.Fuzzing.Targets;

/// <summary>What targets share: a directory in memory where there is one, and certificates.</summary>
internal sealed class FuzzBench : IDisposable
{
    private const string Memory = "/dev/shm";
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);
    private readonly string _directory = Directory.Exists(Memory) ? Path.Combine(Memory, "tentacle-fuzz-" + Guid.NewGuid().ToString("N"))
        : Directory.CreateTempSubdirectory("tentacle-fuzz-").FullName;

    public TestCertificate Certificate { get; } = TestCertificate.Create();

    /// <summary>A directory of one target's own.</summary>
    public string DirectoryOf(string target) => Directory.CreateDirectory(Path.Combine(_directory, target)).FullName;

    /// <summary>The bytes of texts.</summary>
    public static IReadOnlyList<byte[]> Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>An input as text, as it comes out of a URL or a header: what is not UTF-8 is a lone surrogate here, which no text should hold.</summary>
    public static string Text(byte[] input) => Encoding.UTF8.GetString(input).Replace('\uFFFD', '\uD800');

    /// <summary>As it comes out of a header: a byte a character.</summary>
    public static string Latin1(byte[] input) => Encoding.Latin1.GetString(input);

    /// <summary>The result of what has all it waits for: a target that waits all the same hangs.</summary>
    public static T Result<T>(Task<T> task)
    {
        Finish(task);
        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Result{T}(Task{T})"/>
    public static void Finish(Task task)
    {
        if (!task.IsCompleted && !((IAsyncResult)task).AsyncWaitHandle.WaitOne(MaxWait))
        {
            throw new BrokenPromiseException("It never ends.");
        }

        task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        Certificate.Dispose();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
