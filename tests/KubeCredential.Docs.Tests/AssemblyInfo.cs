using Xunit.Sdk;
using Xunit.v3;

// The pages share one application, and some of their commands pause it for a moment.
[assembly: Parallelization(Mode = ParallelMode.None)]
