-- Deletes the stream entries that carry content of erased credentials, a portion of the stream at a time. Entries that were not yet read or acknowledged are
-- no exception: the issuer finds their events missing and publishes them again, without the content.
-- KEYS: stream. ARGV: entry ID to continue after, how many entries to look at, then the credentials' IDs in lower case.
-- Returns the ID of the last entry looked at, how many were looked at, and how many were deleted.
local uuid = string.rep('%x', 8) .. ('%-' .. string.rep('%x', 4)):rep(3) .. '%-' .. string.rep('%x', 12)
local erased = {}
for i = 3, #ARGV do erased[ARGV[i]] = true end

-- Whether the text names an erased credential at all: far cheaper than reading it as JSON, and nearly always no.
local function names(text)
  for id in string.gmatch(string.lower(text), uuid) do
    if erased[id] then return true end
  end
  return false
end

-- What cannot be read but names the credential may hold anything.
local function carries(text)
  local read, happened = pcall(cjson.decode, text)
  if not read or type(happened) ~= 'table' then return true end
  local content, id = happened['credential'], happened['credentialId']
  local held = type(content) == 'table' and content['id'] or nil
  if type(id) == 'string' and erased[string.lower(id)] or type(held) == 'string' and erased[string.lower(held)] then
    return content ~= nil and content ~= cjson.null or type(happened['contentSalt']) == 'string'
  end
  return type(id) ~= 'string' and type(held) ~= 'string'
end

local entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
local deleted = 0
for _, entry in ipairs(entries) do
  local fields = entry[2]
  for i = 1, #fields, 2 do
    if fields[i] == 'event' and names(fields[i + 1]) and carries(fields[i + 1]) then
      deleted = deleted + redis.call('XDEL', KEYS[1], entry[1])
    end
  end
end
return {#entries > 0 and entries[#entries][1] or ARGV[1], #entries, deleted}
