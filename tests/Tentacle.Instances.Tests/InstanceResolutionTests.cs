using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests;

public sealed class InstanceResolutionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly InstanceIndex _user;
    private readonly InstanceIndex _machine;

    public InstanceResolutionTests()
    {
        string[] both = [_directory["user"], _directory["machine"]];
        _user = new InstanceIndex(new ConfigurationRoots(both, _directory["user"]));
        _machine = new InstanceIndex(new ConfigurationRoots(both, _directory["machine"]));
        Directory.CreateDirectory(_directory["here"]);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Resolve_SettingsInTheCurrentDirectory_ComeBeforeTheDefaultInstance()
    {
        Add(_machine, "Tentacle");
        File.WriteAllText(_directory["here/Tentacle.config"], "{}");

        var instance = Resolve();

        Assert.Equal((_directory["here/Tentacle.config"], false), (instance.SettingsPath, instance.IsListed));
    }

    [Fact]
    public void Resolve_NothingNamed_TakesTheDefaultInstance()
    {
        Add(_machine, "Other");
        Add(_machine, "tentacle");

        Assert.Equal("tentacle", Resolve().Name);
    }

    [Fact]
    public void Resolve_NothingNamed_TakesTheOnlyOne()
    {
        Add(_machine, "Only");

        Assert.Equal("Only", Resolve().Name);
    }

    [Fact]
    public void Resolve_NothingNamedOfSeveral_ListsThem()
    {
        Add(_machine, "B");
        Add(_user, "a");

        var e = Assert.Throws<SettingsException>(() => Resolve());

        Assert.EndsWith("Available instances: a, B.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_NoneAtAll_SaysHowToCreateOne() =>
        Assert.Contains("tentacle create-instance", Assert.Throws<SettingsException>(() => Resolve()).Message, StringComparison.Ordinal);

    [Fact]
    public void Resolve_ByName_PrefersExactCase()
    {
        Add(_machine, "web");
        Add(_user, "WEB");

        Assert.Equal("web", Resolve("web").Name);
        Assert.Equal("WEB", Resolve("WEB").Name);
        Assert.Equal("WEB", Resolve("Web").Name);
    }

    [Fact]
    public void Resolve_SameNameInBoth_TakesTheUsers()
    {
        Add(_machine, "web");
        Add(_user, "web");

        var instance = Resolve("web");

        Assert.Equal((_directory["user"], _directory["user-web.config"]), (instance.ConfigurationRoot, instance.SettingsPath));
        Assert.Single(_user.List());
    }

    [Fact]
    public void Resolve_ByPathOfListedInstance_IsThatInstance()
    {
        Add(_machine, "web");

        var instance = _user.Resolve(null, "../machine-web.config", _directory["here"]);

        Assert.Equal(("web", true, _directory["machine"]), (instance.Name, instance.IsListed, instance.ConfigurationRoot));
        Assert.Equal(SecretsKeyFile.PathOf(Resolve("web")), SecretsKeyFile.PathOf(instance));
    }

    [Fact]
    public void Resolve_PathAndNameThatDiffer_IsRefused()
    {
        Add(_machine, "web");

        var e = Assert.Throws<SettingsException>(() => _user.Resolve("other", _directory["machine-web.config"], _directory["here"]));

        Assert.Contains("belongs to the instance 'web', not to 'other'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_UnlistedPaths_HaveKeysOfTheirOwn()
    {
        File.WriteAllText(_directory["a.config"], "{}");
        File.WriteAllText(_directory["b.config"], "{}");

        var a = _user.Resolve(null, _directory["a.config"], _directory["here"]);
        var b = _user.Resolve(null, _directory["b.config"], _directory["here"]);

        Assert.NotEqual(SecretsKeyFile.PathOf(a), SecretsKeyFile.PathOf(b));
    }

    [Fact]
    public void Resolve_SettingsMissing_NamesTheFile()
    {
        Add(_machine, "web");
        File.Delete(_directory["machine-web.config"]);

        Assert.Contains(_directory["machine-web.config"], Assert.Throws<SettingsException>(() => Resolve("web")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_Entry_IsTheOriginalsFile()
    {
        _user.Add(new InstanceEntry("My Web", "/x/y.config"));

        var text = File.ReadAllText(_directory["user/Tentacle/Instances/my-web.config"]);
        Assert.Equal("""{"Name":"My Web","ConfigurationFilePath":"/x/y.config"}""", System.Text.Json.Nodes.JsonNode.Parse(text)!.ToJsonString());
    }

    [Fact]
    public void Add_NameOfTheSameFile_IsRefused()
    {
        _user.Add(new InstanceEntry("My Web", "/x/y.config"));

        Assert.Contains("Choose another name", Assert.Throws<SettingsException>(() => _user.Add(new InstanceEntry("my-web", "/z"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_EntryThatIsNoJson_NamesTheFile()
    {
        Directory.CreateDirectory(_directory["machine/Tentacle/Instances"]);
        File.WriteAllText(_directory["machine/Tentacle/Instances/x.config"], "{");

        Assert.Contains(_directory["machine/Tentacle/Instances/x.config"], Assert.Throws<SettingsException>(() => _user.List()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_Entry_LeavesTheSettings()
    {
        Add(_machine, "web");

        Assert.True(_user.Remove("WEB"));
        Assert.False(_user.Remove("web"));
        Assert.True(File.Exists(_directory["machine-web.config"]));
    }

    private Instance Resolve(string? name = null) => _user.Resolve(name, null, _directory["here"]);

    private void Add(InstanceIndex index, string name)
    {
        var path = _directory[$"{Path.GetFileName(index.Roots.Write)}-{name}.config"];
        File.WriteAllText(path, "{}");
        index.Add(new InstanceEntry(name, path));
    }
}
