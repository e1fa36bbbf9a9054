-- Verifies the credentials of a file by turns. Arguments: the file, with an ID in each line; how many of them are requested; the number of the first.
local ids, asked, number = {}, 1, 0

function init(args)
  for id in io.lines(args[1]) do ids[#ids + 1] = id end
  asked = math.min(tonumber(args[2]), #ids)
  number = tonumber(args[3]) % asked
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  number = number % asked + 1
  return wrk.format(nil, nil, nil, '{"id":"' .. ids[number] .. '"}')
end
