-- Replaces failed deliveries, or removes them, where they have not changed since they were read.
-- KEYS: sorted set, entries. ARGV: per delivery: ID, the text as read, the new text; an empty text removes it.
-- Returns how many were replaced or removed.
local replaced = 0
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[2], ARGV[i]) == ARGV[i + 1] then
    if ARGV[i + 2] == '' then
      redis.call('ZREM', KEYS[1], ARGV[i])
      redis.call('HDEL', KEYS[2], ARGV[i])
    else
      redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 2])
    end
    replaced = replaced + 1
  end
end
return replaced
