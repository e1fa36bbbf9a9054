-- Appends events to the stream and announces them on the channel, if this Redis still holds the issuer's epoch.
-- KEYS: stream, epoch. ARGV: epoch, channel, then per event: event, event ID, traceparent, tracestate, signature, key ID.
-- Returns the entry IDs in order, or nil if the epoch differs: this Redis has lost data. Without events, only the epoch is checked.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return false
end
local ids = {}
for i = 3, #ARGV, 6 do
  ids[#ids + 1] = redis.call('XADD', KEYS[1], '*',
    'event', ARGV[i], 'eventId', ARGV[i + 1], 'traceparent', ARGV[i + 2], 'tracestate', ARGV[i + 3],
    'signature', ARGV[i + 4], 'keyId', ARGV[i + 5])
  redis.call('PUBLISH', ARGV[2], ARGV[i])
end
return ids
