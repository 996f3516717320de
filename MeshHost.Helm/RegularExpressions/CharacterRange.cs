namespace MeshHost.Helm.RegularExpressions;

/// <summary>Code points from one to another, both included. A class, so that collections of it are compiled ahead of time.</summary>
internal sealed record CharacterRange(int Low, int High)
{
    public static implicit operator CharacterRange((int Low, int High) range) => new(range.Low, range.High);
}
