using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Events.Tests;

/// <summary>Several inputs under one signature, byte for byte: signatures of years ago must stay checkable.</summary>
public sealed class SigningTreeTests
{
    private static readonly byte[] s_signature = [.. Enumerable.Range(1, SigningTree.SignatureBytes).Select(static number => (byte)number)];

    public static TheoryData<int> Counts { get; } = [.. Enumerable.Range(2, SigningTree.MostInputs - 1)];

    [Fact]
    public void One_input_is_signed_as_it_is()
    {
        var input = InputOf(0);
        var tree = new SigningTree(input);

        Assert.Equal(input, tree.Input);
        Assert.Equal(Base64Url.EncodeToString(s_signature), tree.ValueOf(0, s_signature));
        var (signature, signed) = SigningTree.Read(tree.ValueOf(0, s_signature), input)!.Value;
        Assert.Equal(s_signature, signature);
        Assert.Equal(input, signed);
    }

    /// <summary>The root as RFC 9162, section 2.1.1, defines it, written down once more.</summary>
    [Theory]
    [MemberData(nameof(Counts))]
    public void Several_inputs_are_signed_by_the_root_of_their_tree(int count)
    {
        byte[][] inputs = [.. Enumerable.Range(0, count).Select(InputOf)];
        var tree = new SigningTree(inputs);

        Assert.Equal($"kubecredential-events-v1\n{count}\n{Convert.ToHexStringLower(RootOf(inputs))}", Encoding.ASCII.GetString(tree.Input));
        for (var index = 0; index < count; index++)
        {
            var (signature, signed) = SigningTree.Read(tree.ValueOf(index, s_signature), inputs[index])!.Value;
            Assert.Equal(s_signature, signature);
            Assert.Equal(tree.Input, signed);
        }
    }

    [Fact]
    public void The_form_of_a_signature_stays_as_it_is()
    {
        var value = new SigningTree(InputOf(0), InputOf(1), InputOf(2)).ValueOf(1, s_signature);

        byte[] expected = [.. s_signature, 1, 3, .. HashOf([0, .. InputOf(0)]), .. HashOf([0, .. InputOf(2)])];
        Assert.Equal(Base64Url.EncodeToString(expected), value);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void Whoever_changes_anything_changes_what_is_signed(int count)
    {
        byte[][] inputs = [.. Enumerable.Range(0, count).Select(InputOf)];
        var tree = new SigningTree(inputs);
        for (var index = 0; index < count; index++)
        {
            var value = Base64Url.DecodeFromChars(tree.ValueOf(index, s_signature));
            for (var at = SigningTree.SignatureBytes; at < value.Length; at++)
            {
                var changed = (byte[])value.Clone();
                changed[at] ^= 1;
                Assert.NotEqual(tree.Input, SigningTree.Read(Base64Url.EncodeToString(changed), inputs[index])?.Signed);
            }

            Assert.NotEqual(tree.Input, SigningTree.Read(tree.ValueOf(index, s_signature), InputOf(99))?.Signed);
            Assert.NotEqual(tree.Input, SigningTree.Read(tree.ValueOf((index + 1) % count, s_signature), inputs[index])?.Signed);
        }
    }

    /// <summary>Two hashes side by side are a node, and the root is a text: neither passes for an input.</summary>
    [Fact]
    public void A_node_never_passes_for_an_input()
    {
        byte[][] inputs = [.. Enumerable.Range(0, 4).Select(InputOf)];
        var tree = new SigningTree(inputs);
        byte[] left = [.. HashOf([0, .. inputs[0]]), .. HashOf([0, .. inputs[1]])];
        byte[] right = HashOf([1, .. HashOf([0, .. inputs[2]]), .. HashOf([0, .. inputs[3]])]);

        var shorter = Base64Url.EncodeToString([.. s_signature, 0, 2, .. right]);

        Assert.NotEqual(tree.Input, SigningTree.Read(shorter, left)?.Signed);
        Assert.Equal(tree.Input, SigningTree.Read(Base64Url.EncodeToString(s_signature), tree.Input)?.Signed); // It has a kind of its own, which no event has.
        Assert.DoesNotContain("kubecredential-event-v1", Encoding.ASCII.GetString(tree.Input), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_have_the_form_of_a_signature_is_none()
    {
        var good = new SigningTree(InputOf(0), InputOf(1)).ValueOf(0, s_signature);
        string[] bad =
        [
            "", "?", good[..^1], good[..^4], good + "A", good + "AAAA", good + "\n", new('A', 88), new('A', 1_000_000), new('?', 86), Base64Url.EncodeToString([.. s_signature, 0]), Value(0, 0, 0), Value(0, 1, 0), Value(2, 2, 1),
            Value(0, 2, 2), Value(0, 17, 5), Value(255, 16, 4), Value(0, 16, 5),
        ];
        foreach (var value in bad) Assert.Null(SigningTree.Read(value, InputOf(0)));
        Assert.NotNull(SigningTree.Read(good, InputOf(0)));
        Assert.NotNull(SigningTree.Read(Value(0, 16, 4), InputOf(0)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SigningTree());
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SigningTree([.. Enumerable.Range(0, SigningTree.MostInputs + 1).Select(InputOf)]));

        static string Value(byte index, byte count, int hashes) => Base64Url.EncodeToString([.. s_signature, index, count, .. new byte[32 * hashes]]);
    }

    private static byte[] InputOf(int number) => SigningInput.Of(
        new Guid(number, 0, 0, new byte[8]), EventTypes.CredentialIssued, Guid.Empty, 1, DateTimeOffset.UnixEpoch, new('a', 64), """{"state":"active","since":"1970-01-01T00:00:00.000Z"}""");

    private static byte[] RootOf(ReadOnlySpan<byte[]> inputs)
    {
        if (inputs.Length == 1) return HashOf([0, .. inputs[0]]);
        var half = 1;
        while (half * 2 < inputs.Length) half *= 2;
        return HashOf([1, .. RootOf(inputs[..half]), .. RootOf(inputs[half..])]);
    }

    private static byte[] HashOf(byte[] bytes) => SHA256.HashData(bytes);
}
