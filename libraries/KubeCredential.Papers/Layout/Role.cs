namespace KubeCredential.Papers.Layout;

/// <summary>The role of a part (ISO 32000-1, 14.8.4), by the names that it has in a PDF.</summary>
internal enum Role
{
    /// <summary>A heading.</summary>
    H1,

    /// <summary>A heading below that.</summary>
    H2,

    /// <summary>A paragraph.</summary>
    P,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A row of a table.</summary>
    TR,

    /// <summary>The cell that heads a row.</summary>
    TH,

    /// <summary>A cell.</summary>
    TD,

    /// <summary>A picture.</summary>
    Figure,

    /// <summary>A link.</summary>
    Link,
}
