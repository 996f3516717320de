namespace MeshHost.Helm.RegularExpressions;

/// <summary>The ways through a program that are alive at one character, in order of preference: at most one for each instruction.</summary>
internal sealed class RegexThreads
{
    private readonly List<int> _instructions = [];
    private readonly List<int[]> _groups = [];

    public int Count => _instructions.Count;

    public int InstructionAt(int index) => _instructions[index];

    /// <summary>The offsets the way has saved so far.</summary>
    public int[] GroupsAt(int index) => _groups[index];

    public void Add(int instruction, int[] groups)
    {
        _instructions.Add(instruction);
        _groups.Add(groups);
    }

    public void Clear()
    {
        _instructions.Clear();
        _groups.Clear();
    }
}
