-- Asks for the documents of credentials by turns. Arguments: a file with their IDs, one a line; and the API key.
local ids, number = {}, 0

function init(args)
  for id in io.lines(args[1]) do ids[#ids + 1] = id end
  wrk.headers["Authorization"] = "Bearer " .. args[2]
end

function request()
  number = number % #ids + 1
  return wrk.format("GET", "/api/v1/credentials/" .. ids[number] .. "/documents/vc")
end
