-- Appends the issuer's heartbeat to the stream, if this Redis still holds the issuer's epoch. It takes the place of the last entry if that is a heartbeat as
-- well: nothing was published since, so the new one says all that the old one did, and a stream that nobody reads does not grow.
-- KEYS: stream, epoch. ARGV: epoch, heartbeat, signature, key ID.
-- Returns the entry ID, or nil if the epoch differs: this Redis has lost data.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return false
end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if #last > 0 and last[1][2][1] == 'heartbeat' then
  redis.call('XDEL', KEYS[1], last[1][1])
end
return redis.call('XADD', KEYS[1], '*', 'heartbeat', ARGV[2], 'signature', ARGV[3], 'keyId', ARGV[4])
