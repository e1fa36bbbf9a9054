-- Removes what every group has handled. Nothing that a group has not yet read or acknowledged is ever removed.
-- KEYS: stream. ARGV: groups that must exist; until they do, nothing is removed. Returns how many entries were removed: whole nodes only, so a few
-- handled ones stay, and about 10,000 at most, so that nobody else waits long. Called again until it returns 0.
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if groups.err or #groups == 0 then return 0 end

local floor
local found = {}
local function before(a, b)
  local am, as = string.match(a, '(%d+)-(%d+)')
  local bm, bs = string.match(b, '(%d+)-(%d+)')
  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)
  return am < bm or (am == bm and as < bs)
end
for _, info in ipairs(groups) do
  local fields = {}
  for i = 1, #info, 2 do fields[info[i]] = info[i + 1] end
  found[fields['name']] = true
  local id = fields['last-delivered-id']
  if fields['pending'] > 0 then id = redis.call('XPENDING', KEYS[1], fields['name'])[2] end
  if not floor or before(id, floor) then floor = id end
end
for _, required in ipairs(ARGV) do
  if not found[required] then return 0 end
end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', floor, 'LIMIT', 10000)
