-- Every request changes the status of a credential: first each is suspended, then each is reinstated, and so on.
-- Arguments: how many credentials there are, with the IDs that Changing.cs creates; the first number of this run; the API key.
local known, number = 1, 0

function init(args)
  known, number = tonumber(args[1]), tonumber(args[2])
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. args[3]
end

function request()
  local suspends = math.floor(number / known) % 2 == 0
  local path = string.format("/api/v1/credentials/00000000-0000-7000-8000-%012x/%s", number % known + 1, suspends and "suspend" or "reinstate")
  number = number + 1
  return wrk.format(nil, path, nil, suspends and '{"reason":"administrative"}' or "{}")
end
