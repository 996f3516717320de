namespace MeshHost.Helm.Templating.Syntax;

/// <summary>The variables of one template while it is parsed. A variable's place in this list is its slot at run time.</summary>
internal sealed class Scope
{
    private readonly List<string> _names = ["$"];

    /// <summary>How many variables are alive at once at most.</summary>
    public int Size { get; private set; } = 1;

    public int RangeDepth { get; set; }

    public int Mark() => _names.Count;

    public void Release(int mark) => _names.RemoveRange(mark, _names.Count - mark);

    /// <summary>Takes a slot. The name is seen after its pipeline only: in <c>$x := add $x 1</c> the right side means the outer one.</summary>
    public int Reserve()
    {
        _names.Add("");
        Size = Math.Max(Size, _names.Count);
        return _names.Count - 1;
    }

    public void Reveal(VariableNode variable) => _names[variable.Slot] = variable.Name;

    public int? Find(string name) => _names.LastIndexOf(name) is >= 0 and var slot ? slot : null;

    /// <summary>Points an assignment to the variable that is there; to slot -1 when there is none.</summary>
    public VariableNode Assigned(VariableNode variable) =>
        new(variable.Position, variable.Name, Find(variable.Name) ?? -1, variable.Fields);
}
