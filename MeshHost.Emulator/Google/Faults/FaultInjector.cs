using MeshHost.Emulator.Google.Operations;

namespace MeshHost.Emulator.Google.Faults;

/// <summary>Decides which calls and operations fail.</summary>
internal sealed class FaultInjector(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<Armed> _armed = [];
    private readonly Random _random = new(seed);

    /// <summary>The faults that can still strike, with the number of calls that each has hit.</summary>
    public IReadOnlyList<(int Id, Fault Fault, int Hits)> Active
    {
        get
        {
            lock (_gate)
            {
                return [.. _armed.Where(a => !a.IsSpent).Select(a => (a.Id, a.Fault, a.Hits))];
            }
        }
    }

    /// <summary>How many calls and operations have been hit so far.</summary>
    public int Hits { get; private set; }

    /// <summary>Adds a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>Its id, for <see cref="Remove"/>.</returns>
    public int Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
        {
            var id = _armed.Count + 1;
            _armed.Add(new Armed(id, fault));
            return id;
        }
    }

    /// <summary>Adds several faults.</summary>
    /// <param name="faults">The faults.</param>
    public void AddRange(IEnumerable<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        foreach (var fault in faults)
        {
            Add(fault);
        }
    }

    /// <summary>Removes a fault.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            var armed = _armed.Find(a => a.Id == id && !a.Removed);
            if (armed is not null)
            {
                armed.Removed = true;
            }

            return armed is not null;
        }
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _armed.ForEach(a => a.Removed = true);
        }
    }

    /// <summary>Takes the fault of a call, if one strikes.</summary>
    /// <param name="methodId">The method.</param>
    /// <param name="path">The request's path.</param>
    /// <returns>The fault, or <see langword="null"/>.</returns>
    public Fault? TakeCallFault(string methodId, string path) =>
        Take(methodId, path, kind => kind is FaultKind.Error or FaultKind.Timeout or FaultKind.LostResponse);

    /// <summary>Takes the fault of an operation, if one strikes.</summary>
    /// <param name="methodId">The method that starts the operation.</param>
    /// <param name="target">Key of the resource.</param>
    /// <returns>What happens to it, or <see langword="null"/>.</returns>
    public OperationFault? TakeOperationFault(string methodId, string target) =>
        Take(methodId, target, kind => kind is FaultKind.OperationError or FaultKind.SlowOperation) is not { } fault
            ? null
            : new OperationFault(
                fault.Kind == FaultKind.OperationError ? new OperationError(fault.Code, fault.Message, fault.HttpStatus) : null,
                fault.DurationFactor);

    private Fault? Take(string methodId, string target, Func<FaultKind, bool> applies)
    {
        lock (_gate)
        {
            foreach (var armed in _armed)
            {
                var fault = armed.Fault;
                if (armed.IsSpent || !applies(fault.Kind) || !Glob.IsMatch(fault.Method, methodId)
                    || (fault.Target is not null && !target.Contains(fault.Target, StringComparison.Ordinal)))
                {
                    continue;
                }

                armed.Seen++;
                if (armed.Seen > fault.Skip && (fault.Probability >= 1 || _random.NextDouble() < fault.Probability))
                {
                    armed.Hits++;
                    Hits++;
                    return fault;
                }
            }

            return null;
        }
    }

    private sealed class Armed(int id, Fault fault)
    {
        public int Id { get; } = id;

        public Fault Fault { get; } = fault;

        public int Seen { get; set; }

        public int Hits { get; set; }

        public bool Removed { get; set; }

        public bool IsSpent => Removed || Hits >= Fault.Count;
    }
}
