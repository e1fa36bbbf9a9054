namespace Issuance.Api.Credentials;

/// <summary>The order of a list of credentials. Those that are equal in it follow each other by ID, and so by time of issue.</summary>
internal enum CredentialOrder
{
    /// <summary>By time of issue, the newest first.</summary>
    Newest,

    /// <summary>By time of issue, the oldest first.</summary>
    Oldest,

    /// <summary>By the holder's name, in code point order of its words without case and accents.</summary>
    Name,

    /// <summary>The same from the end.</summary>
    NameFromEnd,

    /// <summary>By the last day, the earliest first; those that do not expire come last.</summary>
    Expiry,

    /// <summary>By the last day, the latest first; those that do not expire come last.</summary>
    LatestExpiry,

    /// <summary>By the first day, the earliest first; only for lists of those that are not valid yet.</summary>
    ValidFrom,
}
