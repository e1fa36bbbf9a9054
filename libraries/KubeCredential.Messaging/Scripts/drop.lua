-- Removes a dead letter of a group for which the issuer does not wait, so that nobody has to be informed, unless it has changed since it was read.
-- KEYS: dead letters, dead-letter entries. ARGV: ID, score. Returns 1, or 0 if the dead letter does not exist or has changed.
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return 1
