-- Settles a batch in one step: acknowledges, confirms, queues retries, and moves events to the dead letters.
-- KEYS: stream, applied, retry, retry entries, dead letters, dead-letter entries.
-- ARGV: group, wake-up channel of the applied stream, number of acknowledgements, confirmations, retries, dead letters, then
--   per acknowledgement: entry ID
--   per confirmation: event ID, credential ID, version, outcome, worker, time, reason, key ID
--   per retry: ID, delay in milliseconds, failed delivery
--   per dead letter: ID, failed delivery
local group, at = ARGV[1], 7
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local acknowledged = tonumber(ARGV[3])
for from = at, at + acknowledged - 1, 1000 do -- In portions, because the number of arguments per call is limited.
  redis.call('XACK', KEYS[1], group, unpack(ARGV, from, math.min(from + 999, at + acknowledged - 1)))
end
at = at + acknowledged

local waiting = redis.call('ZCARD', KEYS[3]) + redis.call('ZCARD', KEYS[5]) > 0
for _ = 1, ARGV[4] do
  redis.call('XADD', KEYS[2], '*', 'eventId', ARGV[at], 'credentialId', ARGV[at + 1], 'version', ARGV[at + 2], 'outcome', ARGV[at + 3],
    'group', group, 'worker', ARGV[at + 4], 'time', ARGV[at + 5], 'reason', ARGV[at + 6], 'keyId', ARGV[at + 7])
  if waiting then -- An applied event needs no retry, whichever copy of it was applied.
    redis.call('ZREM', KEYS[3], ARGV[at])
    redis.call('HDEL', KEYS[4], ARGV[at])
    redis.call('ZREM', KEYS[5], ARGV[at], 'doubted-' .. ARGV[at])
    redis.call('HDEL', KEYS[6], ARGV[at], 'doubted-' .. ARGV[at])
  end
  at = at + 8
end
if tonumber(ARGV[4]) > 0 then
  redis.call('PUBLISH', ARGV[2], ARGV[4])
end

for _ = 1, ARGV[5] do
  redis.call('ZADD', KEYS[3], string.format('%.0f', now + ARGV[at + 1]), ARGV[at])
  redis.call('HSET', KEYS[4], ARGV[at], ARGV[at + 2])
  at = at + 3
end

for _ = 1, ARGV[6] do
  redis.call('ZADD', KEYS[5], string.format('%.0f', now), ARGV[at])
  redis.call('HSET', KEYS[6], ARGV[at], ARGV[at + 1])
  redis.call('ZREM', KEYS[3], ARGV[at])
  redis.call('HDEL', KEYS[4], ARGV[at])
  at = at + 2
end
return now
