using Tentacle.Testing.Monitoring;

namespace Tentacle.Testing.Tests.Monitoring;

public sealed class MetricsTextTests
{
    private const string Valid = "# HELP a_total Text.\n# TYPE a_total counter\na_total{x=\"1\",y=\"\\\"\"} 2\n# HELP h Text.\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3.5\nh_count 2\n";

    [Fact]
    public void Parse_ValidText_HasItsSamples()
    {
        var metrics = MetricsText.Parse(Valid.Replace("h_count 2", "h_count{} 2", StringComparison.Ordinal), openMetrics: false);

        Assert.Equal((2, 3.5), (metrics.Single("a_total", "x=\"1\""), metrics.Single("h_sum")));
    }

    [Theory]
    [InlineData("a_total{x=\"1\",y=\"\\\"\"} 2", "a_total -1")]
    [InlineData("a_total{x=\"1\",y=\"\\\"\"} 2", "a_total{x=1} 2")]
    [InlineData("a_total{x=\"1\",y=\"\\\"\"} 2", "a_total{x=\"1\",x=\"2\"} 2")]
    [InlineData("a_total{x=\"1\",y=\"\\\"\"} 2", "a_total 2\na_total 3")]
    [InlineData("a_total{x=\"1\",y=\"\\\"\"} 2", "b_total 2")]
    [InlineData("# TYPE a_total counter", "# TYPE a_total thing")]
    [InlineData("# TYPE h histogram", "# TYPE a_total counter")]
    [InlineData("h_bucket{le=\"1\"} 1", "h_bucket{le=\"1\"} 3")]
    [InlineData("h_bucket{le=\"+Inf\"} 2\n", "")]
    [InlineData("h_count 2", "h_count 3")]
    [InlineData("h_count 2\n", "h_count 2")]
    public void Parse_OneMistake_IsRefused(string right, string wrong) =>
        Assert.Throws<FormatException>(() => MetricsText.Parse(Valid.Replace(right, wrong, StringComparison.Ordinal), openMetrics: false));

    [Fact]
    public void Parse_OpenMetrics_NeedsItsEnd() => Assert.Throws<FormatException>(() => MetricsText.Parse("# HELP g T\n# TYPE g gauge\ng 1\n", openMetrics: true));
}
