using System.ComponentModel.DataAnnotations;
using System.Numerics;
using KubeCredential.VerifiableCredentials.StatusLists;

namespace Issuance.Api.StatusLists;

/// <summary>The status lists by which portable credentials are revoked and suspended. Configuration section <c>StatusLists</c>.</summary>
internal sealed class StatusListOptions
{
    /// <summary>How many credentials share a list: a power of two, at least 131,072. The more, the less a list says about one of them, and the longer it is. Changing it concerns new lists.</summary>
    [Range(Bitstring.MinBits, 1 << 22)]
    public int Size { get; set; } = Bitstring.MinBits;

    /// <summary>For how long others may use a list before they ask again; a revocation may stay unknown to them for so long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For how long a list is valid. It is published again after half of that; one that has expired makes verifiers refuse all of its credentials.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ValidFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long changes are collected before a list is published again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:10")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the size is one that indexes can be drawn from.</summary>
    public bool HasGoodSize => BitOperations.IsPow2(Size);

    /// <summary>Whether a copy that others keep expires before the list does.</summary>
    public bool HasGoodTimes => Ttl <= ValidFor / 2;
}
