// One application at a time: each has up to a dozen processes.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
