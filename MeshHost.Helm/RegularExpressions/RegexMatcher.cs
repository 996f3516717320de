using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.RegularExpressions;

/// <summary>
/// Runs a program on a text: all ways through it side by side, in order of preference, one character at a time. The time is
/// bounded by the size of the program times the length of the text.
/// </summary>
internal ref struct RegexMatcher
{
    private readonly RegexInstruction[] _code;
    private readonly string _text;
    private readonly int[] _visited;

    /// <summary>What is still to be followed: an instruction, or a slot and the value it gets back, as three numbers.</summary>
    private readonly List<int> _pending;
    private int _generation;
    private RegexThreads _current;
    private RegexThreads _next;
    private int[] _groups;

    private RegexMatcher(RegexProgram program, string text)
    {
        _code = program.Instructions;
        _text = text;
        _visited = new int[_code.Length];
        _pending = [];
        _current = new RegexThreads();
        _next = new RegexThreads();
        _groups = new int[program.GroupNames.Count * 2];
    }

    /// <summary>The offsets of the match and its groups, at or after a position; null when there is none.</summary>
    public static int[]? Match(RegexProgram program, string text, int from) => new RegexMatcher(program, text).Run(from);

    private int[]? Run(int position)
    {
        int[]? best = null;
        while (true)
        {
            if (best is null)
            {
                // A match that starts here is less wanted than those that started before.
                for (var i = 0; i < _groups.Length; i++)
                {
                    _groups[i] = -1;
                }

                Follow(_current, 0, position, newStep: _current.Count == 0);
            }

            if (_current.Count == 0 && best is not null)
            {
                return best;
            }

            var rune = -1;
            var width = 1;
            if (position < _text.Length)
            {
                rune = ByteString.RuneAt(_text.AsSpan(position), out width, out _).Value;
            }

            _next.Clear();
            _generation++;
            for (var i = 0; i < _current.Count; i++)
            {
                var step = _code[_current.InstructionAt(i)];
                if (step.Code == RegexOperation.Match)
                {
                    best = _current.GroupsAt(i);
                    break;
                }

                if (rune >= 0 && step.Set!.Contains(rune))
                {
                    Array.Copy(_current.GroupsAt(i), _groups, _groups.Length);
                    Follow(_next, step.Next, position + width, newStep: false);
                }
            }

            (_current, _next) = (_next, _current);
            if (position >= _text.Length)
            {
                return best;
            }

            position += width;
            if (_current.Count == 0 && best is not null)
            {
                return best;
            }
        }
    }

    /// <summary>Adds what can be reached without consuming a character, in order of preference.</summary>
    private void Follow(RegexThreads threads, int start, int position, bool newStep)
    {
        if (newStep)
        {
            _generation++;
        }

        Push(start, -1, 0);
        while (_pending.Count > 0)
        {
            var (at, slot, value) = (_pending[^3], _pending[^2], _pending[^1]);
            _pending.RemoveRange(_pending.Count - 3, 3);
            if (slot >= 0)
            {
                // Undo a save when the way that made it has been followed to its end.
                _groups[slot] = value;
                continue;
            }

            while (_visited[at] != _generation)
            {
                _visited[at] = _generation;
                var step = _code[at];
                switch (step.Code)
                {
                    case RegexOperation.Consume or RegexOperation.Match:
                        threads.Add(at, (int[])_groups.Clone());
                        goto Done;
                    case RegexOperation.Split:
                        Push(step.Other, -1, 0);
                        at = step.Next;
                        break;
                    case RegexOperation.Save:
                        Push(0, step.Other, _groups[step.Other]);
                        _groups[step.Other] = position;
                        at = step.Next;
                        break;
                    case RegexOperation.Jump:
                        at = step.Next;
                        break;
                    default:
                        if (!Holds(step.Code, position))
                        {
                            goto Done;
                        }

                        at = step.Next;
                        break;
                }
            }

        Done:
            continue;
        }
    }

    private readonly void Push(int instruction, int slot, int value)
    {
        _pending.Add(instruction);
        _pending.Add(slot);
        _pending.Add(value);
    }

    private readonly bool Holds(RegexOperation assertion, int position)
    {
        var (before, after) = (position > 0 ? _text[position - 1] : -1, position < _text.Length ? _text[position] : -1);
        return assertion switch
        {
            RegexOperation.BeginText => before < 0,
            RegexOperation.EndText => after < 0,
            RegexOperation.BeginLine => before is < 0 or '\n',
            RegexOperation.EndLine => after is < 0 or '\n',
            RegexOperation.WordBoundary => IsWord(before) != IsWord(after),
            _ => IsWord(before) == IsWord(after),
        };
    }

    private static bool IsWord(int c) => c == '_' || (c is >= 0 and < 0x80 && char.IsAsciiLetterOrDigit((char)c));
}
