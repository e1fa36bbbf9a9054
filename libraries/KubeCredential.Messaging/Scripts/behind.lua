-- Counts the entries behind one, a portion at a time. What Redis itself says of a group's lag is an estimate, and wrong for good once it has
-- read its append-only file again.
-- KEYS: stream. ARGV: entry id, the most to count. Returns how many, and the id of the last of them.
local entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
return {#entries, #entries > 0 and entries[#entries][1] or ARGV[1]}
