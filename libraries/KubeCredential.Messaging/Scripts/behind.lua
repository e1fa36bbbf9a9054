-- Counts the entries after a given one, a portion at a time. The group lag that Redis reports is an estimate, and permanently wrong once Redis
-- has reloaded its append-only file.
-- KEYS: stream. ARGV: entry ID, the maximum to count. Returns the count, and the ID of the last entry counted.
local entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
return {#entries, #entries > 0 and entries[#entries][1] or ARGV[1]}
