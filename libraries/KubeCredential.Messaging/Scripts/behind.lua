-- Counts the events after a given entry, a portion at a time. The group lag that Redis reports is an estimate, and permanently wrong once Redis
-- has reloaded its append-only file.
-- KEYS: stream. ARGV: entry ID, how many entries to look at. Returns how many were looked at, the ID of the last, and how many are not the issuer's
-- heartbeats: those alone mean that nothing waits.
local entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
local events = 0
for _, entry in ipairs(entries) do
  if entry[2][1] ~= 'heartbeat' then events = events + 1 end
end
return {#entries, #entries > 0 and entries[#entries][1] or ARGV[1], events}
