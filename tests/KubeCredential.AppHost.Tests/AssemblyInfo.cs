using Xunit.Sdk;
using Xunit.v3;

// One application at a time: each has up to a dozen processes.
[assembly: Parallelization(Mode = ParallelMode.None)]
