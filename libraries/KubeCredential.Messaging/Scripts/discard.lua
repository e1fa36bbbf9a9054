-- Discards a dead letter permanently and informs the issuer, so that it is not sent again.
-- KEYS: dead letters, dead-letter entries, applied. ARGV: ID, group, wake-up channel, event ID, credential ID, version, worker, time, reason.
-- Returns 1, or 0 if the dead letter does not exist.
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
if ARGV[4] ~= '' then
  redis.call('XADD', KEYS[3], '*', 'eventId', ARGV[4], 'credentialId', ARGV[5], 'version', ARGV[6], 'outcome', 'discarded',
    'group', ARGV[2], 'worker', ARGV[7], 'time', ARGV[8], 'reason', ARGV[9])
  redis.call('PUBLISH', ARGV[3], '1')
end
return 1
