-- Sends the requests of a file in turn, each thread its own share of them, and reports as JSON.
-- wrk -s wrk.lua URL -- FILE FIRST THREADS

local counter = 0

function setup(thread)
  thread:set("number", counter)
  counter = counter + 1
end

function init(args)
  lines = {}
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t?(.*)$")
    lines[#lines + 1] = { method, path, body }
  end
  threads = tonumber(args[3])
  place = tonumber(args[2]) + number
  wrong = 0
end

function request()
  local line = lines[place % #lines + 1]
  place = place + threads
  if line[1] == "GET" then
    return wrk.format("GET", line[2])
  end
  local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
  for name, value in pairs(wrk.headers) do headers[name] = value end
  local body = line[3]
  if body:sub(1, 3) == "hx&" then
    headers["HX-Request"] = "true"
    body = body:sub(4)
  end
  return wrk.format(line[1], line[2], headers, (body:gsub("{n}", string.format("%012d", place))))
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.stderr:write(string.format(
    '{"requests": %d, "seconds": %f, "errors": %d, "median": %f, "p99": %f}',
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
