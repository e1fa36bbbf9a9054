-- Moves events from the retry queue or the dead letters back to the stream. An event that someone else has moved, or that has
-- failed again meanwhile (its score differs), is left alone, so two callers move each event only once.
-- The entry names the group, because the other groups must skip it.
-- KEYS: stream, sorted set, entries, last retry. ARGV: group, then per event: ID, score as read, event, event ID, traceparent, tracestate, attempts, first failure,
--   delay of the retry in milliseconds, signature, key ID.
-- Returns how many were moved.
local moved = 0
for i = 2, #ARGV, 11 do
  local score = redis.call('ZSCORE', KEYS[2], ARGV[i])
  if score and tonumber(score) == tonumber(ARGV[i + 1]) then
    local id = redis.call('XADD', KEYS[1], '*', 'event', ARGV[i + 2], 'eventId', ARGV[i + 3], 'traceparent', ARGV[i + 4], 'tracestate', ARGV[i + 5],
      'attempts', ARGV[i + 6], 'firstFailedAt', ARGV[i + 7], 'retryDelayMs', ARGV[i + 8], 'group', ARGV[1],
      'signature', ARGV[i + 9], 'keyId', ARGV[i + 10])
    redis.call('SET', KEYS[4], id) -- For heard.lua.
    redis.call('ZREM', KEYS[2], ARGV[i])
    redis.call('HDEL', KEYS[3], ARGV[i])
    moved = moved + 1
  end
end
return moved
