using Xunit.Sdk;
using Xunit.v3;

// All tests use one application, and some stop a part of it for a while.
[assembly: Parallelization(Mode = ParallelMode.None)]
