namespace KubeCredential.Storage;

/// <summary>One column of rows passed to a statement as a table.</summary>
/// <param name="Name">The column's name in the statement.</param>
/// <param name="Values">One value per row: an array of <see cref="Guid"/>, <see cref="string"/>, <see cref="int"/>, <see cref="long"/>,
/// <see cref="DateTimeOffset"/> or <see cref="DateOnly"/>, or their nullable counterparts.</param>
public readonly record struct RowColumn(string Name, Array Values);
