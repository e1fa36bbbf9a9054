using KubeCredential.Events;

namespace KubeCredential.Messaging.Tests;

public sealed class FailedDeliveryTests
{
    [Fact]
    public void What_is_kept_is_read_back_the_same()
    {
        var delivery = TestEvents.Issued(holder: "Ælfgifu 👩‍🎓 \"\\").Failed(attempts: 4);

        Assert.Equal(delivery, FailedDelivery.Parse(delivery.ToJson()));
        Assert.Equal(delivery with { TraceParent = null, TraceState = null }, FailedDelivery.Parse((delivery with { TraceParent = null, TraceState = null }).ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"event":null,"reason":"r","attempts":1,"firstFailedAt":"2026-01-31T08:15:30Z","lastFailedAt":"2026-01-31T08:15:30Z","entryId":"1-1","traceParent":null,"traceState":null}""")]
    [InlineData("""{"event":"e","reason":"r","attempts":"many"}""")]
    [InlineData("""{"event":"\ud800"}""")]
    public void What_is_no_failed_delivery_is_refused_as_such(string json) =>
        Assert.Throws<EventFormatException>(() => FailedDelivery.Parse(json));
}
