-- Takes a place in every window, or says how long the wait would be.
-- KEYS: when places were given, in order; the rest of what is known of them.
-- ARGV: the longest wait; how many places to keep; the longest window; then for each limit the calls, and the
-- window with its margin. Times are microseconds.
local given, line = KEYS[1], KEYS[2]
local patience, keep, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local known = redis.call('HMGET', line, 'seen', 'ahead', 'closed')
local seen, ahead, closed = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or 0)
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2] + ahead
-- A clock that was set back must not make anybody wait for the time to come round again.
if now < seen then
    ahead = ahead + seen - now
    now = seen
end

local place = math.max(now, closed)
local last = redis.call('LINDEX', given, -1)
if last then
    place = math.max(place, tonumber(last))
end
for at = 4, #ARGV, 2 do
    local before = redis.call('LINDEX', given, -tonumber(ARGV[at]))
    if before then
        place = math.max(place, tonumber(before) + tonumber(ARGV[at + 1]))
    end
end

local wait = place - now
local taken = 0
if wait <= patience then
    taken = 1
    redis.call('RPUSH', given, string.format('%.0f', place))
    redis.call('LTRIM', given, -keep, -1)
end
redis.call('HSET', line, 'seen', string.format('%.0f', now), 'ahead', string.format('%.0f', ahead))
local stays = string.format('%.0f', math.ceil((wait + longest) / 1000) + 1000)
redis.call('PEXPIRE', given, stays)
redis.call('PEXPIRE', line, stays)
return {taken, wait}
